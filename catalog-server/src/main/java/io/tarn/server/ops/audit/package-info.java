/** What was changed and refused, sealed so that nobody changes it later unnoticed. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.audit;
