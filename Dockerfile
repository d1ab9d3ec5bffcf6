# The service in two stages: durable-rules is built from source in the first, the second has no compiler.
FROM python:3.11-slim-trixie AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN python -m venv /opt/demokrativillkor && /opt/demokrativillkor/bin/pip install --no-cache-dir -c constraints.txt '.[postgres]'

# pg_dump and pg_restore, which backup and restore call, are of PostgreSQL 17 there, as the database in compose.yaml is.
FROM python:3.11-slim-trixie
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/demokrativillkor demokrativillkor \
    && install --directory --owner demokrativillkor --mode 700 /var/lib/demokrativillkor/data
COPY --from=build /opt/demokrativillkor /opt/demokrativillkor
USER demokrativillkor
WORKDIR /var/lib/demokrativillkor
ENV PATH=/opt/demokrativillkor/bin:$PATH \
    DEMOKRATIVILLKOR_DATA_FOLDER=/var/lib/demokrativillkor/data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=3)"]
CMD ["demokrativillkor", "serve", "--host", "0.0.0.0"]
