/** Changes as the table's stream tells them (view NEW_AND_OLD_IMAGES). */
import { type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from './kernel.ts';

export interface TableChange {
  /** The same whenever the record is delivered again. */
  readonly changeId: string;
  /** Epoch ms, to the second. */
  readonly at: number;
  /** Undefined where there was nothing before. */
  readonly before: Item | undefined;
  readonly after: Item;
}

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];

/** An image of a record as an item; undefined where there is none. */
export const itemOf = (image: Image): Item | undefined =>
  image === undefined ? undefined : unmarshall(image as Record<string, NativeAttributeValue>);

/**
 * @returns undefined for a deletion
 * @throws Error when the record is not one of a stream with images
 */
export const changeOf = ({ eventID, eventName, dynamodb }: DynamoDBRecord): TableChange | undefined => {
  if (eventName === 'REMOVE') return undefined;
  const after = itemOf(dynamodb?.NewImage);
  const seconds = dynamodb?.ApproximateCreationDateTime;
  if (eventID === undefined || seconds === undefined || after === undefined) {
    throw new Error('A stream record lacks its id, time or new image.');
  }
  return { changeId: eventID, at: Math.floor(seconds) * 1000, before: itemOf(dynamodb?.OldImage), after };
};
