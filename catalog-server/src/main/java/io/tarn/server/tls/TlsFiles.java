package io.tarn.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where key and certificates are: in two PEM files, or in a PKCS12 store.
 *
 * @param clientCa certificates of who vouches for clients, in PEM; empty when clients present none
 */
public record TlsFiles(
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> store,
        String storePassword,
        Optional<Path> clientCa) {
    /** Key and certificates in memory; the password is of no store on disk. */
    KeyStore keys(char[] password) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        if (store.isPresent()) {
            try (InputStream in = Files.newInputStream(store.get())) {
                keys.load(in, storePassword.toCharArray());
            }
            return keys;
        }
        keys.load(null, null);
        List<Certificate> chain = PemFiles.certificates(certificate.orElseThrow());
        PrivateKey privateKey = PemFiles.key(key.orElseThrow());
        checkPair(privateKey, chain.get(0));
        keys.setKeyEntry("server", privateKey, password, chain.toArray(Certificate[]::new));
        return keys;
    }

    /**
     * When the first certificate of the server's chain ends.
     *
     * @throws GeneralSecurityException when the files cannot be used
     */
    public Instant expires() throws IOException, GeneralSecurityException {
        KeyStore keys = keys(new char[0]);
        Instant first = Instant.MAX;
        for (String alias : Collections.list(keys.aliases())) {
            Certificate[] chain = keys.getCertificateChain(alias);
            for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
                if (certificate instanceof X509Certificate known) {
                    Instant end = known.getNotAfter().toInstant();
                    first = end.isBefore(first) ? end : first;
                }
            }
        }
        return first;
    }

    char[] keyPassword(char[] otherwise) {
        return store.isPresent() ? storePassword.toCharArray() : otherwise;
    }

    KeyStore clients() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        List<Certificate> found = PemFiles.certificates(clientCa.orElseThrow());
        for (int i = 0; i < found.size(); i++) {
            trusted.setCertificateEntry("ca-" + i, found.get(i));
        }
        return trusted;
    }

    /** A key beside the certificate of another fails each handshake, and says nothing before. */
    private void checkPair(PrivateKey privateKey, Certificate leaf) throws GeneralSecurityException {
        String algorithm = switch (privateKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        boolean fits;
        try {
            byte[] text = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(leaf.getPublicKey());
            signature.update(text);
            fits = signature.verify(signed);
        } catch (SignatureException | java.security.InvalidKeyException e) {
            fits = false;
        }
        if (!fits) {
            throw new GeneralSecurityException("the key in " + key.orElseThrow()
                    + " is not the one of the first certificate in " + certificate.orElseThrow());
        }
    }

    /** Changes when a file does. */
    Map<Path, String> versions() throws IOException {
        Map<Path, String> versions = new TreeMap<>();
        for (Path file : Stream.of(certificate, key, store, clientCa)
                .flatMap(Optional::stream)
                .toList()) {
            // Links are followed: where secrets are mounted, only the link's target changes.
            versions.put(file, file.toRealPath() + " " + Files.getLastModifiedTime(file) + " " + Files.size(file));
        }
        return versions;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "TlsFiles[" + certificate.or(() -> store).map(Path::toString).orElse("") + "]";
    }
}
