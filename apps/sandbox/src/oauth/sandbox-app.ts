/** The one app that is registered with a sandbox, and the agency that all its locations belong to. */
export const SANDBOX_APP = {
  appId: '6578278e879ad2646715ba9c',
  clientId: '6578278e879ad2646715ba9c-sandbox1',
  clientSecret: 'sandbox-client-secret',
  companyId: 'cQ3rT8uV2wX6yZ1aB5dE',
} as const;
