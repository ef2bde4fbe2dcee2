/** What work on processes needs of others: passed in where the functions are composed. */
import type { Action, Stored } from '#platform/table/kernel.ts';
import type { Signature } from '#shared/audit/audit-actions.ts';
import type { CompanyExportRequestValue, PortabilityRequestValue, ProcessValue } from './entities.ts';

/** The process log, as far as a worker and the night run use it; the store of the processes slice fits. */
export interface ProcessRecords {
  find(tenant: string, processId: string): Promise<ProcessValue | undefined>;
  findAll(tenant: string, processIds: readonly string[]): Promise<readonly ProcessValue[]>;
  /** @returns false when there is one with this id already */
  create(process: ProcessValue): Promise<boolean>;
  /**
   * Read, change, write, until nobody interferes; `beside` tells what is written in the same transaction.
   * @returns undefined when `change` gave up or nothing is there
   */
  change(
    tenant: string,
    processId: string,
    change: (process: ProcessValue) => ProcessValue | undefined,
    beside?: (process: ProcessValue) => readonly Action[],
  ): Promise<ProcessValue | undefined>;
}

/** The process log, as far as the files of all that is known of a customer use it; the store fits. */
export interface PortabilityRecords extends Pick<ProcessRecords, 'find'> {
  /** The last request. */
  findPortability(tenant: string, customerId: string): Promise<Stored<PortabilityRequestValue> | undefined>;
  /**
   * Begins the making of such a file, unless the customer was changed or asked for meanwhile.
   * @param found the request before this one, as it was read
   * @throws ConditionFailed
   */
  beginPortability(
    process: ProcessValue,
    request: PortabilityRequestValue,
    found: { readonly request: Stored<PortabilityRequestValue> | undefined; readonly headRevision: number },
    signature: Signature,
  ): Promise<void>;
  /** Notes who was given such a file, once for each user, with its audit entry. */
  noteTaken(tenant: string, processId: string, file: string, signature: Signature): Promise<void>;
}

/** The process log, as far as exports of a company use it; the store fits. */
export interface CompanyExportRecords extends Pick<ProcessRecords, 'find'> {
  /** The last request. */
  findCompanyExport(tenant: string): Promise<Stored<CompanyExportRequestValue> | undefined>;
  /**
   * Begins an export, unless somebody else has asked meanwhile.
   * @param found the request before this one, as it was read
   * @throws ConditionFailed
   */
  beginCompanyExport(
    process: ProcessValue,
    found: Stored<CompanyExportRequestValue> | undefined,
    signature: Signature,
  ): Promise<void>;
}

/** A part of a file in the bucket, with what is needed to prove later that it is what was written. */
export interface StoredPart {
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** The bucket of reports, exports and error files. A file is one object, or is put together from parts of at least 5 MiB. */
export interface StoredFiles {
  put(key: string, contentType: string, bytes: Uint8Array): Promise<void>;
  /** @returns id of the upload */
  begin(key: string, contentType: string): Promise<string>;
  /** @param number from 1. @throws UploadGone @returns the part's ETag */
  putPart(key: string, uploadId: string, number: number, bytes: Uint8Array): Promise<string>;
  /** @throws UploadGone when the upload was put together or given up before */
  complete(key: string, uploadId: string, parts: readonly Pick<StoredPart, 'etag'>[]): Promise<void>;
  /** Reads the object back, piece by piece; undefined when there is none. */
  read(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** S3 knows no such upload: it was completed, aborted, or has passed the bucket's limit of a day. */
export class UploadGone extends Error {
  constructor() {
    super('The upload is gone, and there is no file of it that may be read.');
    this.name = 'UploadGone';
  }
}
