import { UpstreamError } from '../http/upstream-error';

/** How the token endpoint refuses: in OAuth's own shape (RFC 6749, section 5.2). */
export class OAuthError extends UpstreamError {
  constructor(
    statusCode: number,
    private readonly code: string,
    private readonly description: string,
  ) {
    super(statusCode, description);
  }

  override body(): Record<string, unknown> {
    return { error: this.code, error_description: this.description };
  }
}
