/** Administration under {@code /manage/v1}. */
@org.jspecify.annotations.NullMarked
package io.tarn.server.manage;
