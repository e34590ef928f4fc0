/** Requests signed the way Paimon's clients sign them for Alibaba Cloud's DLF, with keys of this server. */
@org.jspecify.annotations.NullMarked
package io.tarn.auth.dlf;
