package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.Principal;
import io.tarn.server.model.Ids;
import io.tarn.server.store.TokenRows.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Principals and their tokens. */
abstract class PrincipalRowsContract extends StoreBed {
    PrincipalRowsContract(Store store) {
        super(store);
    }

    @Test
    void aTokenIsFoundByItsHashUntilItsPrincipalIsGone() {
        Principal principal = insertPrincipal();
        Token token = new Token(Ids.next(), principal.id(), "mine", NOW, "root", NOW + 5, 0, 0);
        byte[] hash = hash();
        insertToken(token, hash);
        assertThat(store.<TokenRows.Bearer>read(
                        tx -> tx.tokens().findByHash(hash).orElseThrow()))
                .isEqualTo(new TokenRows.Bearer(principal, true, token));
        assertThat(store.<Boolean>read(tx -> tx.tokens().findByHash(hash()).isPresent()))
                .isFalse();
        store.write(tx -> {
            tx.tokens().deleteAll(principal.id());
            return tx.principals().drop(principal.id(), change(tx));
        });
        assertThat(store.<Boolean>read(tx -> tx.tokens().findByHash(hash).isPresent()))
                .isFalse();
    }

    @Test
    void aTokenIsRevokedByItsOwnPrincipalOnceAndForEver() {
        Principal principal = insertPrincipal();
        Principal other = insertPrincipal();
        Token token = new Token(Ids.next(), principal.id(), "mine", NOW, "root", 0, 0, 0);
        insertToken(token, hash());
        assertThat(revoke(other, token, 5)).isFalse();
        assertThat(revoke(principal, token, 6)).isTrue();
        assertThat(revoke(principal, token, 7)).isTrue();
        assertThat(store.<List<Token>>read(tx -> tx.tokens().of(principal.id())))
                .singleElement()
                .satisfies(found -> assertThat(found.revokedAt()).isEqualTo(6));
    }

    @Test
    void whatWasGivenOutForATokenIsRevokedWithItAndForgottenWhenItHasExpired() {
        Principal principal = insertPrincipal();
        Token lasting = new Token(Ids.next(), principal.id(), "mine", NOW, "root", NOW + 5, 0, 0);
        Token given = new Token(Ids.next(), principal.id(), "", NOW, "me", NOW + 5, 0, 0, lasting.id());
        byte[] hash = hash();
        insertToken(lasting, hash());
        insertToken(given, hash);
        assertThat(store.<TokenRows.Bearer>read(
                                tx -> tx.tokens().findByHash(hash).orElseThrow())
                        .token())
                .isEqualTo(given);
        assertThat(store.<List<Token>>read(tx -> tx.tokens().of(principal.id())))
                .containsExactly(lasting);

        revoke(principal, lasting, 6);
        assertThat(store.<TokenRows.Bearer>read(
                                tx -> tx.tokens().findByHash(hash).orElseThrow())
                        .token()
                        .revokedAt())
                .isEqualTo(6);

        store.write(tx -> tx.tokens().deleteGivenOut(NOW + 5));
        assertThat(store.<Boolean>read(tx -> tx.tokens().findByHash(hash).isPresent()))
                .isTrue();
        assertThat(store.<Boolean>write(tx -> tx.tokens().deleteGivenOut(NOW + 6)))
                .isFalse();
        assertThat(store.<Boolean>read(tx -> tx.tokens().findByHash(hash).isPresent()))
                .isFalse();
        assertThat(store.<List<Token>>read(tx -> tx.tokens().of(principal.id())))
                .hasSize(1);
    }

    @Test
    void whoeverWasDroppedIsRememberedByName() {
        Principal principal = insertPrincipal();
        assertThat(store.<Boolean>read(tx -> tx.principals().wasDropped(principal.kind(), principal.name())))
                .isFalse();
        store.write(tx -> tx.principals().drop(principal.id(), change(tx)));
        assertThat(store.<Boolean>read(tx -> tx.principals().wasDropped(principal.kind(), principal.name())))
                .isTrue();
    }

    @Test
    void twoPrincipalsCannotShareANameNorTwoTokensAHash() {
        Principal principal = insertPrincipal();
        assertThatThrownBy(() -> insert(new Principal(Ids.next(), principal.kind(), principal.name())))
                .isInstanceOf(DuplicateKeyException.class);
        byte[] hash = hash();
        insertToken(new Token(Ids.next(), principal.id(), "mine", NOW, "root", 0, 0, 0), hash);
        assertThatThrownBy(() -> insertToken(new Token(Ids.next(), principal.id(), "mine", NOW, "root", 0, 0, 0), hash))
                .isInstanceOf(DuplicateKeyException.class);
    }

    private Principal insertPrincipal() {
        Principal principal = new Principal(Ids.next(), Principal.Kind.USER, "principal-" + Ids.next());
        insert(principal);
        return principal;
    }

    private void insertToken(Token token, byte[] hash) {
        store.write(tx -> {
            tx.tokens().insert(token, hash);
            return true;
        });
    }

    private boolean revoke(Principal principal, Token token, long now) {
        return store.write(tx -> tx.tokens().revoke(principal.id(), token.id(), now));
    }

    private static byte[] hash() {
        return Ids.next().toString().substring(0, 32).getBytes(StandardCharsets.US_ASCII);
    }
}
