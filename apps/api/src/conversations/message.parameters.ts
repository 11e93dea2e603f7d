import { IsOptional } from 'class-validator';
import { IsId } from '../http/parameter-validators';

/** The parameters of upstream's read of one message. */
export class MessageParameters {
  @IsId('the id of a message') readonly id!: string;

  @IsOptional() @IsId('the id of a location') readonly 'X-Location-Id'?: string;
}
