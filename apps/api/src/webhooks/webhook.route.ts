import { Inject, Injectable, Logger, OnModuleInit, UnauthorizedException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { EventsService } from '@app/messages';
import { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';
import { answerTo, bodyOf } from '../http/error.filter';
import { WITH_BODY } from '../http/takes-body';
import { isSigned, WebhookKeys } from './signature';

export const WEBHOOK_PATH = '/webhooks/leadconnector';
/** More than any of upstream's events has. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Upstream comes back after some ten minutes, whatever is said here. */
const RETRY_AFTER_SECONDS = 60;
const NOT_KEPT = { statusCode: 429, code: 'event-not-kept', message: 'The event can not be kept right now; send it again.' } as const;

/**
 * Where upstream sends its events: a route of Fastify's own rather than a controller, because only a plugin of its own can take bodies as
 * the bytes that were signed, whatever they are called, while all other routes take nothing but JSON.
 */
@Injectable()
export class WebhookRoute implements OnModuleInit {
  private readonly logger = new Logger(WebhookRoute.name);

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly events: EventsService,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** By now Nest has added its hooks, which plugins inherit from then on. */
  onModuleInit(): void {
    const { WEBHOOK_PUBLIC_KEYS: ed25519, WEBHOOK_RSA_PUBLIC_KEYS: rsa = [] } = this.environment;
    if (ed25519 === undefined) return;
    const server = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    void server.register((scope, _options, done) => {
      takeBytes(scope);
      scope.setErrorHandler((error, request, reply) => this.refuse(error, request, reply));
      scope.post(WEBHOOK_PATH, { config: WITH_BODY }, (request, reply) => this.accept(request, reply, { ed25519, rsa }));
      done();
    });
  }

  private async accept(request: FastifyRequest, reply: FastifyReply, keys: WebhookKeys): Promise<FastifyReply> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (!isSigned(request.raw, body, keys)) throw new UnauthorizedException('The signature is missing or does not hold.');
    const status = await this.events.accept(body);
    return reply.status(200).header('Cache-Control', 'no-store').send({ status, traceId: request.id });
  }

  /** Upstream repeats what was answered 429, and gives up whatever else went wrong: no fault of ours may be told in another way. */
  private refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const answer = answerTo(error);
    const isOurs = answer.statusCode >= 500;
    if (isOurs) this.logger.warn(error);
    if (isOurs) void reply.header('Retry-After', String(RETRY_AFTER_SECONDS));
    const { statusCode, code, message } = isOurs ? NOT_KEPT : answer;
    void reply.status(statusCode).header('Cache-Control', 'no-store').send(bodyOf({ statusCode, code, message }, request.id));
  }
}

/** Every body is taken as bytes. What its type is said to be matters nothing, not even that it is one. */
function takeBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  scope.addHook('onRequest', ({ raw }, _reply, done) => {
    raw.headers['content-type'] = 'application/octet-stream';
    done();
  });
}
