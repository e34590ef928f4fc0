package io.tarn.server.grpc;

import io.tarn.server.http.Request;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Names;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.TarnException;
import org.jspecify.annotations.Nullable;

/** Parts of lists as clients ask for them, by the same rules as over HTTP. */
final class Paging {
    private Paging() {}

    static PageRequest page(io.tarn.proto.v1.PageRequest page) {
        return new PageRequest(size(page), page.getToken(), NamePattern.parse(page.getNamePattern()));
    }

    static CatalogPageRequest catalogPage(io.tarn.proto.v1.PageRequest page, String databases) {
        return new CatalogPageRequest(
                size(page), page.getToken(), NamePattern.parse(databases), NamePattern.parse(page.getNamePattern()));
    }

    static int size(io.tarn.proto.v1.PageRequest page) {
        return size(page.getSize());
    }

    static int size(int asked) {
        return Request.pageSize(asked);
    }

    /** The token of a list that goes down by number: the last one already seen; beyond all for the first page. */
    static long before(io.tarn.proto.v1.PageRequest page) {
        if (page.getToken().isEmpty()) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(page.getToken());
        } catch (NumberFormatException e) {
            throw TarnException.causedBy(
                    ErrorCode.INVALID_REQUEST, "Invalid page token: " + Names.printable(page.getToken()), e);
        }
    }

    /** Of an answer; a message has no null. */
    static String token(@Nullable String next) {
        return next == null ? "" : next;
    }
}
