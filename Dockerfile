# syntax=docker/dockerfile:1

FROM node:20-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./

# Everything that builds; the built files need nothing of it.
FROM dependencies AS build
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json ./
COPY apps apps
COPY libs libs
RUN npm run build

# What runs. The optional packages are the servers of the embedded PostgreSQL: in a container the store is a server of its own.
FROM dependencies AS production
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM node:20-slim AS runtime
ENV NODE_ENV=production
WORKDIR /app
COPY --from=production /app/package.json ./
COPY --from=production /app/node_modules node_modules
USER node
# Node is the first process and takes the signal itself; it has no children to wait for.
STOPSIGNAL SIGTERM

# The emulator of LeadConnector: `docker build --target sandbox .`
FROM runtime AS sandbox
# It makes its world with faker, which the service has no use for.
COPY --from=build /app/node_modules/@faker-js node_modules/@faker-js
COPY --from=build /app/dist/apps/sandbox dist/apps/sandbox
ENV HOST=0.0.0.0
EXPOSE 3001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3001}/`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/sandbox/main.js"]

# The service; it needs DATABASE_URL. The last stage, so that it is what `docker build .` makes.
FROM runtime AS api
COPY --from=build /app/dist/apps/api dist/apps/api
EXPOSE 3000
# Live, not ready: a store that is down is nothing that a new container would mend.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/api/main.js"]
