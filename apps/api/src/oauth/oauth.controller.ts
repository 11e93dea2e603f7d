import { Controller, Get, Inject, NotFoundException, Query, Req, Res } from '@nestjs/common';
import { Clock, CLOCK, Installation, InstallationService, MessagesError, OAuthOptions } from '@app/messages';
import { FastifyReply, FastifyRequest } from 'fastify';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';
import { bindingCookie, bindingOf } from './oauth.cookie';
import { CallbackDocs, InstallDocs } from './oauth.docs';
import { consentUrl, oauthOptions } from './oauth.options';
import { PAGE_HEADERS, PageName, renderPage } from './oauth.page';
import { OAuthState } from './oauth.state';

/** A code is short; what is longer isn't one. */
const CODE = /^[\x21-\x7e]{1,2048}$/;

/** A person installs the app: to the consent page and back. Without an app the paths don't exist. */
@Controller('oauth')
export class OAuthController {
  private readonly app: OAuthOptions | null;

  constructor(
    private readonly installations: InstallationService,
    private readonly state: OAuthState,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    this.app = oauthOptions(environment);
  }

  @Get('install')
  @InstallDocs()
  install(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const app = this.appOr404(request);
    const { state, binding } = this.state.issue(this.clock.now());
    void reply
      .headers({ ...PAGE_HEADERS, 'Set-Cookie': bindingCookie(binding, app.redirectUri), Location: consentUrl(app, state) })
      .status(302)
      .send();
  }

  @Get('callback')
  @CallbackDocs()
  async callback(@Query() query: Record<string, unknown>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const app = this.appOr404(request);
    const { status, html } = renderPage(await this.outcomeOf(query, bindingOf(request.headers.cookie)));
    void reply
      .headers({ ...PAGE_HEADERS, 'Set-Cookie': bindingCookie(null, app.redirectUri) })
      .status(status)
      .type('text/html; charset=utf-8')
      .send(html);
  }

  private async outcomeOf({ code, state, error }: Record<string, unknown>, binding: string | undefined): Promise<PageName> {
    if (!this.state.accepts(state, binding, this.clock.now())) return 'not-begun-here';
    if (error !== undefined || typeof code !== 'string' || !CODE.test(code)) return 'denied';
    try {
      return pageOf(await this.installations.complete(code));
    } catch (failure) {
      if (failure instanceof MessagesError && failure.code === 'encryption-key-missing') return 'no-key';
      throw failure;
    }
  }

  private appOr404({ method, url }: FastifyRequest): OAuthOptions {
    if (!this.app) throw new NotFoundException(`Cannot ${method} ${url}`);
    return this.app;
  }
}

function pageOf({ kind }: Installation): PageName {
  return kind;
}
