/** Storage: the files that the server owns in a warehouse, on a local file system or an S3-compatible store. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.files;
