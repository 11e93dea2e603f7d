/** A sub-account: the tenant to which every message, conversation, contact and limit belongs. */
export interface Location {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
}

export const MAIN_LOCATION_ID = 've9EPM428h8vShlRW1KT';
export const OTHER_LOCATION_ID = 'bQ7xK2mN9pL4sT8vW1yZ';
