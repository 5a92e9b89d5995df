import { S3Client } from '@aws-sdk/client-s3';
import { type Archive, openFolderArchive } from './archive.ts';
import { openBucketArchive } from './s3-archive.ts';

/** The archive that `ARCHIVE_URL` names: `s3://bucket`, or `file:///folder`. */
export function openArchive(url: string): Archive {
  const { protocol, host } = new URL(url);
  return protocol === 's3:' ? openBucketArchive(new S3Client(), host) : openFolderArchive(new URL(url));
}
