import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Archive } from './archive.ts';

/** The archive as a bucket. Its own encryption, lifecycle and access are the bucket's. */
export function openBucketArchive(client: S3Client, bucket: string): Archive {
  const of = (key: string) => ({ Bucket: bucket, Key: key });
  return {
    location: `s3://${bucket}`,
    async put(key, body) {
      await client.send(new PutObjectCommand({ ...of(key), Body: body }));
    },
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand(of(key)));
        return Body && Buffer.from(await Body.transformToByteArray());
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async list(prefix) {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const request = { Bucket: bucket, Prefix: prefix, ...(token !== undefined && { ContinuationToken: token }) };
        const page = await client.send(new ListObjectsV2Command(request));
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return keys.sort();
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand(of(key)));
    },
  };
}
