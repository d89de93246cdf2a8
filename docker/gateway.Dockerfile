# The gateway and the record intake: one image, two commands (compose.yaml). Build from the project's root:
#   docker build --file docker/gateway.Dockerfile --tag yilian-gateway .
# PYTHON_IMAGE may name the base by digest: --build-arg PYTHON_IMAGE=python:3.12-slim@sha256:...
ARG PYTHON_IMAGE=python:3.12-slim

FROM ${PYTHON_IMAGE} AS packages
WORKDIR /build
COPY requirements.lock docker/lock_of.py docker/packages/gateway.txt ./
RUN python lock_of.py gateway.txt requirements.lock > chosen.lock \
    && python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --require-hashes --only-binary :all: --requirement chosen.lock

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 yilian \
    && useradd --uid 10001 --gid yilian --no-create-home --shell /usr/sbin/nologin yilian \
    && install --directory --owner yilian --group yilian /data \
    && pip uninstall --yes pip
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    YILIAN_DATA=/data \
    YILIAN_HOST=0.0.0.0 \
    YILIAN_PORT=8000
COPY --from=packages /venv /venv
COPY docker/health.py /app/
COPY chain /app/chain
COPY bpmn /app/bpmn
COPY forms /app/forms
COPY gateway /app/gateway
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "/app/health.py", "http://127.0.0.1:8000/health"]
CMD ["python", "-m", "gateway"]
