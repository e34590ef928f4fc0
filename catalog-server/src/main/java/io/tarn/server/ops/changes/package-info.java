/** What has changed in catalogs lately, for whoever remembers tables and databases and must not do so for long. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.changes;
