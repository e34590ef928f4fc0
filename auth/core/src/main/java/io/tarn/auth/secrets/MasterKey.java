package io.tarn.auth.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * 32 random bytes that stand between the catalog database and the secrets in it. Never used itself: what encrypts and what
 * signs are keys derived from it, each for one purpose.
 *
 * <p>A ciphertext is a version, the key's id, a random nonce, and AES-256-GCM's output with its tag.
 */
public final class MasterKey {
    public static final int BYTES = 32;

    private static final byte VERSION = 1;
    private static final int ID_BYTES = 8;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEADER = 1 + ID_BYTES + NONCE_BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;
    private final String id;

    private MasterKey(byte[] key) {
        this.key = key;
        this.id = HexFormat.of().formatHex(Arrays.copyOf(derive("id"), ID_BYTES));
    }

    public static MasterKey generate() {
        byte[] key = new byte[BYTES];
        RANDOM.nextBytes(key);
        return new MasterKey(key);
    }

    /**
     * @param base64 32 bytes
     * @throws IllegalArgumentException for anything else; its message does not repeat the text
     */
    public static MasterKey parse(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a master key is not valid base64");
        }
        if (key.length != BYTES) {
            throw new IllegalArgumentException(
                    "a master key has " + key.length + " bytes; it must be the base64 of " + BYTES + " random bytes");
        }
        return new MasterKey(key);
    }

    /** Tells keys apart, and tells nothing about the key. */
    public String id() {
        return id;
    }

    /** The key itself: for the file that keeps it. */
    public String reveal() {
        return Base64.getEncoder().encodeToString(key);
    }

    /** @param place where the ciphertext will stand; it can be decrypted as that alone, and not moved to another row */
    public byte[] encrypt(byte[] plain, String place) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, place, plain, 0, plain.length);
        return ByteBuffer.allocate(HEADER + sealed.length)
                .put(VERSION)
                .put(HexFormat.of().parseHex(id))
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** @throws UndecipherableException when it was made with another key, for another place, or was changed */
    public byte[] decrypt(byte[] ciphertext, String place) {
        if (!id.equals(idOf(ciphertext))) {
            throw new UndecipherableException("it was encrypted with another master key");
        }
        byte[] nonce = Arrays.copyOfRange(ciphertext, 1 + ID_BYTES, HEADER);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, place, ciphertext, HEADER, ciphertext.length - HEADER);
        } catch (IllegalStateException e) {
            throw new UndecipherableException("it was changed, or belongs somewhere else");
        }
    }

    /**
     * The id of the key that a ciphertext was made with.
     *
     * @throws UndecipherableException when it is none
     */
    public static String idOf(byte[] ciphertext) {
        if (ciphertext.length < HEADER + TAG_BITS / 8 || ciphertext[0] != VERSION) {
            throw new UndecipherableException("it is not what this server writes");
        }
        return HexFormat.of().formatHex(ciphertext, 1, 1 + ID_BYTES);
    }

    /** @param purpose what is signed; a signature for one is none for another */
    public byte[] sign(String purpose, byte[] content) {
        return hmac(derive("sign:" + purpose), content);
    }

    private byte[] cipher(int mode, byte[] nonce, String place, byte[] input, int offset, int length) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(derive("encrypt"), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input, offset, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed", e);
        }
    }

    private byte[] derive(String purpose) {
        return hmac(key, ("tarn/" + purpose).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(byte[] key, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MasterKey that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Says which key it is, and never the key. */
    @Override
    public String toString() {
        return "master key " + id;
    }
}
