package io.tarn.server.http;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The proxies that are believed about whom they speak for. Anybody can send X-Forwarded-For, so it is read from its end,
 * and no further than to the first address that is no such proxy.
 */
public final class TrustedProxies {
    private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");
    private static final Pattern COMMA = Pattern.compile(",");

    private record Address(BigInteger number, int bits) {}

    /** @param beyond how many bits at the end are any */
    private record Network(Address address, int beyond) {
        boolean contains(Address other) {
            return other.bits() == address.bits()
                    && other.number().shiftRight(beyond).equals(address.number().shiftRight(beyond));
        }
    }

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * @param texts addresses, and networks such as 10.0.0.0/8
     * @throws IllegalArgumentException for what is neither
     */
    public static TrustedProxies of(List<String> texts) {
        List<Network> networks = new ArrayList<>();
        for (String text : texts) {
            int slash = text.indexOf('/');
            Address address = parse(slash < 0 ? text : text.substring(0, slash))
                    .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no address or network"));
            int prefix = slash < 0 ? address.bits() : bits(text, text.substring(slash + 1), address.bits());
            networks.add(new Network(address, address.bits() - prefix));
        }
        return new TrustedProxies(networks);
    }

    private static int bits(String text, String number, int most) {
        if (!number.matches("[0-9]{1,3}") || Integer.parseInt(number) > most) {
            throw new IllegalArgumentException("'" + text + "' is no address or network");
        }
        return Integer.parseInt(number);
    }

    /**
     * Where a request comes from.
     *
     * @param peer the other end of the connection
     * @param forwarded the values of X-Forwarded-For in the order in which they were sent
     */
    public String source(String peer, List<String> forwarded) {
        String source = peer;
        List<String> hops = new ArrayList<>();
        forwarded.forEach(value -> hops.addAll(List.of(COMMA.split(value, -1))));
        Collections.reverse(hops);
        for (String hop : hops) {
            if (!trusted(source) || parse(hop.strip()).isEmpty()) {
                break;
            }
            source = hop.strip();
        }
        return source;
    }

    private boolean trusted(String source) {
        return parse(source)
                .filter(address -> networks.stream().anyMatch(network -> network.contains(address)))
                .isPresent();
    }

    /** Never asks a name service: only literals get through. IPv4 in IPv6 is IPv4. */
    private static Optional<Address> parse(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!LITERAL.matcher(bare).matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.getByName(bare).getAddress();
            return Optional.of(new Address(new BigInteger(1, bytes), bytes.length * 8));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
