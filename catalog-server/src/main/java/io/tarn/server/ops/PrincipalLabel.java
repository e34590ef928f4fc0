package io.tarn.server.ops;

import io.tarn.auth.Principal;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.PrincipalRows;
import io.tarn.server.store.Transaction;

/**
 * How clients name a principal: {@code user:alice}, {@code service:etl}, {@code group:finance}, {@code role:analyst}. A name
 * without a kind is a user's.
 */
public record PrincipalLabel(Principal.Kind kind, String name) {
    /** @throws TarnException INVALID_NAME */
    public static PrincipalLabel parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new PrincipalLabel(Principal.Kind.USER, Names.check("principal", text));
        }
        String word = text.substring(0, colon);
        Principal.Kind kind = Principal.Kind.ofWord(word)
                .orElseThrow(() -> TarnException.about(
                        ErrorCode.INVALID_NAME,
                        Names.printable(text),
                        "There are no principals of kind '" + Names.printable(word)
                                + "'; write user:, service:, group: or role: and the name"));
        return new PrincipalLabel(kind, Names.check("principal", text.substring(colon + 1)));
    }

    /** @throws TarnException PRINCIPAL_NOT_FOUND */
    public PrincipalRows.Entry find(Transaction tx) {
        return tx.principals()
                .find(kind, name)
                .orElseThrow(() -> TarnException.about(
                        ErrorCode.PRINCIPAL_NOT_FOUND, toString(), "Principal '" + this + "' does not exist"));
    }

    @Override
    public String toString() {
        return kind.word() + ":" + name;
    }
}
