import { IsId } from '../http/parameter-validators';

export class SyncParameters {
  @IsId('the id of a location') readonly locationId!: string;
}
