# The keeper of seals: of the workers' room only its own folder, no engine client, nothing of the gateway. It is set up
# outside (docker/setup), so it needs no typeface. Build from the project's root:
#   docker build --file docker/keeper.Dockerfile --tag yilian-keeper .
# PYTHON_IMAGE may name the base by digest: --build-arg PYTHON_IMAGE=python:3.12-slim@sha256:...
ARG PYTHON_IMAGE=python:3.12-slim

FROM ${PYTHON_IMAGE} AS packages
WORKDIR /build
COPY requirements.lock docker/lock_of.py docker/packages/keeper.txt ./
RUN python lock_of.py keeper.txt requirements.lock > chosen.lock \
    && python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --require-hashes --only-binary :all: --requirement chosen.lock

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 yilian \
    && useradd --uid 10001 --gid yilian --no-create-home --shell /usr/sbin/nologin yilian \
    && install --directory --owner yilian --group yilian --mode 0700 /data \
    && pip uninstall --yes pip
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
COPY --from=packages /venv /venv
COPY docker/health.py /app/
COPY chain /app/chain
COPY workers/__init__.py /app/workers/
COPY workers/e_seal/__init__.py /app/workers/e_seal/
COPY workers/e_seal/keeper /app/workers/e_seal/keeper
WORKDIR /app
USER 10001:10001
EXPOSE 8002
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "/app/health.py", "http://127.0.0.1:8002/health"]
CMD ["python", "-m", "workers.e_seal.keeper", "--data", "/data", "--host", "0.0.0.0", "--port", "8002"]
