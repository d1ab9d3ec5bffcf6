"""The routes of the versioned API, one module a resource."""
