# One file for both services: `docker build --build-arg SERVICE=order .`
# Every step before SERVICE is named is shared by the two builds.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS base
WORKDIR /app

# The manifests alone, so that the layers that install depend on nothing else. Found and not listed: a workspace that is
# added later is installed without a change here.
FROM base AS manifests
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete \
 && find . -type d -empty -delete

FROM manifests AS build
# Scripts of packages are not run: nothing that is built here needs one.
RUN --mount=type=cache,target=/cache/npm npm ci --cache /cache/npm --ignore-scripts --prefer-offline
COPY nx.json tsconfig.base.json ./
COPY libs libs
COPY apps/member apps/member
COPY apps/order apps/order
ENV NX_DAEMON=false NX_TUI=false
RUN npx nx run-many -t build --projects=@doorman/member,@doorman/order

FROM manifests AS assembled
ARG SERVICE
RUN test -f "apps/${SERVICE}/package.json" || { echo 'Pass --build-arg SERVICE=member or SERVICE=order' >&2; exit 1; }
RUN --mount=type=cache,target=/cache/npm \
    --mount=type=bind,source=docker/production-manifests.mjs,target=/production-manifests.mjs \
    node /production-manifests.mjs \
 && npm ci --cache /cache/npm --omit=dev --ignore-scripts --prefer-offline --workspace="apps/${SERVICE}" --include-workspace-root=false
# What was compiled of the service and of the libraries it links to goes in; what only a compiler or a reader wants goes out.
# TypeScript is an optional peer of @nestjs/swagger, for its plugin at build time.
RUN --mount=type=bind,from=build,source=/app,target=/build \
    for folder in apps/* libs/*; do \
      if [ -e "node_modules/@doorman/${folder#*/}" ]; then cp -r "/build/$folder/dist" "$folder/dist"; else rm -rf "$folder"; fi; \
    done \
 && rm -rf package-lock.json node_modules/typescript node_modules/.bin \
 && find . -type f -regex '.*\.\(map\|tsbuildinfo\|md\|ts\|mts\|cts\)' -delete

# Nothing in the image belongs to the user that runs it, and nothing is written to it: the root may be read-only.
FROM base AS service
ARG SERVICE
ENV NODE_ENV=production
COPY --from=assembled /app /app
COPY docker/healthcheck.mjs /app/
WORKDIR /app/apps/${SERVICE}
USER node
STOPSIGNAL SIGTERM
CMD ["node", "dist/main.js"]
