package io.tarn.auth.dlf;

import io.tarn.auth.login.RefusedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands behind the scheme in the header Authorization: the access key, the scope that the signing key was derived
 * for, and the signature.
 */
record SignatureHeader(String accessKeyId, String date, String region, String signature) {
    static final String SCHEME = "DLF4-HMAC-SHA256";
    static final String PRODUCT = "DlfNext";
    static final String TERMINATOR = "aliyun_v4_request";

    private static final Pattern SHAPE =
            Pattern.compile("Credential=([!-+\\--~]{1,200})/([0-9]{8})/([A-Za-z0-9_-]{1,64})/" + PRODUCT + "/"
                    + TERMINATOR + ",\\s*Signature=([0-9a-f]{64})");

    /** @throws RefusedException when it has another shape */
    static SignatureHeader parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new RefusedException("The header Authorization does not have the shape '" + SCHEME
                    + " Credential=key/date/region/" + PRODUCT + "/" + TERMINATOR + ",Signature=hex'");
        }
        return new SignatureHeader(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
    }

    String scope() {
        return String.join("/", date, region, PRODUCT, TERMINATOR);
    }
}
