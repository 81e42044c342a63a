# The coach in an image: the locked dependencies with their hashes, a user without rights, nothing that a chat needs not.
# Not built where it was written: no container engine was at hand there. tests/test_containers.py checks what can be
# checked without one.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements.lock requirements-model.lock ./
RUN python -m venv /opt/coach \
 && /opt/coach/bin/pip install --require-hashes -r requirements.lock \
 && /opt/coach/bin/pip install --require-hashes --no-deps -r requirements-model.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY content content
COPY dialogs dialogs
COPY storage storage
RUN /opt/coach/bin/pip install --no-deps --no-build-isolation . \
 && COACH_CACHE_PATH=/opt/coach/cache /opt/coach/bin/coach model prepare

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --create-home coach
COPY --from=build /opt/coach /opt/coach
# the prepared model is read only; people's practice is in /data (SQLite) or in PostgreSQL
ENV PATH=/opt/coach/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    COACH_CACHE_PATH=/opt/coach/cache COACH_DATABASE_URL=sqlite:////data/coach.db COACH_HOST=0.0.0.0 COACH_PORT=8000
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# the web server is up once the language model is loaded
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["coach"]
CMD ["serve"]
