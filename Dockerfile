# The container needs SECRET_KEY, DATABASE_URL and JWT_ISSUER (docs/configuration.md). It writes nothing but its log, so its root
# file system can be read-only. "npm run test:image" builds and runs this file.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/node/*.js tools/node/package*.json tools/node/
RUN npm ci
COPY tsconfig.json tsconfig.build.json mikro-orm.config.ts ./
COPY migrations migrations
COPY src src
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/node/*.js tools/node/package*.json tools/node/
# The bundles contain every library but bcrypt, which is native code, and qr, whose file the account pages load.
RUN npm ci --omit=dev && mkdir kept && cp -r node_modules/bcrypt node_modules/node-gyp-build node_modules/qr kept

FROM node:24-bookworm-slim AS compiled
WORKDIR /app
COPY --from=dependencies /app/kept node_modules
COPY --from=build /app/dist dist
COPY package.json ./
# Compiled code for the user 1000, which then belongs to root: Node.js looks for a folder with the user's id. The help loads it all.
RUN rm -rf dist/compiled && mkdir -m 777 dist/compiled \
  && setpriv --reuid=1000 --regid=1000 --clear-groups node dist/src/admin.js --help > /dev/null \
  && chown -R 0:0 dist/compiled && chmod -R u=rwX,go=rX dist/compiled

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY --from=compiled /app/node_modules node_modules
COPY --from=compiled /app/dist dist
COPY package.json schema.graphql ./
# A number, because Kubernetes cannot tell whether a name means root (runAsNonRoot).
USER 1000
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "dist/src/main.js"]
