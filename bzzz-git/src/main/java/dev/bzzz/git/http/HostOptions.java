package dev.bzzz.git.http;

import dev.bzzz.core.Secret;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** How to reach a host's API. Immutable. */
public final class HostOptions {
  /** How long one call may take, with everything that belongs to it. */
  public static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Time between two writes to a host that does not belong to this machine. */
  public static final Duration WRITE_SPACING = Duration.ofSeconds(1);

  /** Requests that are left for writing when a host counts them. */
  public static final int RESERVE = 50;

  /** Fewest calls an hour about each repository. */
  public static final int MIN_CALLS = 60;

  /** Most calls an hour about each repository. */
  public static final int MAX_CALLS = 1_000_000;

  final URI url;
  final Optional<Secret> token;
  final Optional<Secret> writeToken;
  final String tokenHeader;
  final String tokenPrefix;
  final Map<String, String> headers;
  final Optional<Path> certificates;
  final Optional<InetSocketAddress> proxy;
  final Duration timeout;
  final Duration writeSpacing;
  final int reserve;
  final Optional<Integer> callsPerHour;
  final Consumer<Access> listener;

  private HostOptions(Builder from) {
    url = from.url;
    token = from.token;
    writeToken = from.writeToken.or(() -> from.token);
    tokenHeader = from.tokenHeader;
    tokenPrefix = from.tokenPrefix;
    headers = Map.copyOf(from.headers);
    certificates = from.certificates;
    proxy = from.proxy;
    timeout = from.timeout;
    writeSpacing = from.writeSpacing.orElse(Origin.isLoopback(url) ? Duration.ZERO : WRITE_SPACING);
    reserve = from.reserve;
    callsPerHour = from.callsPerHour;
    listener = from.listener;
  }

  /**
   * Begins with the address of the API, which may have a path, such as {@code
   * https://forge.example/api/v3}.
   *
   * @throws IllegalArgumentException if it is no address with http or https, or holds a login,
   *     query or fragment
   */
  public static Builder builder(URI url) {
    return new Builder(Origin.base(url));
  }

  /** Collects options; each has a default. */
  public static final class Builder {
    private static final int MAX_PORT = 65_535;

    private final URI url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Optional<Secret> token = Optional.empty();
    private Optional<Secret> writeToken = Optional.empty();
    private String tokenHeader = "Authorization";
    private String tokenPrefix = "Bearer ";
    private Optional<Path> certificates = Optional.empty();
    private Optional<InetSocketAddress> proxy = Optional.empty();
    private Duration timeout = TIMEOUT;
    private Optional<Duration> writeSpacing = Optional.empty();
    private int reserve = RESERVE;
    private Optional<Integer> callsPerHour = Optional.empty();
    private Consumer<Access> listener = access -> {};

    private Builder(URI url) {
      this.url = url;
    }

    /** What logs in; also for writing unless {@link #writeToken} is given. */
    public Builder token(Secret secret) {
      token = Optional.of(secret);
      return this;
    }

    /** What logs in for everything but reading. */
    public Builder writeToken(Secret secret) {
      writeToken = Optional.of(secret);
      return this;
    }

    /** How the token is sent; {@code Authorization: Bearer TOKEN} when this is not called. */
    public Builder tokenHeader(String name, String prefix) {
      tokenHeader = name;
      tokenPrefix = prefix;
      return this;
    }

    /** A header that is sent with every request. */
    public Builder header(String name, String value) {
      headers.put(name, value);
      return this;
    }

    /** A file of PEM certificates that are trusted besides those of the Java installation. */
    public Builder certificates(Path pem) {
      certificates = Optional.of(pem);
      return this;
    }

    /**
     * The HTTP proxy that requests go through, {@code http://HOST:PORT}.
     *
     * @throws IllegalArgumentException if it is of another form
     */
    public Builder proxy(URI address) {
      boolean fine =
          "http".equalsIgnoreCase(address.getScheme())
              && address.getHost() != null
              && address.getPort() > 0
              && address.getPort() <= MAX_PORT
              && address.getRawUserInfo() == null;
      if (!fine) {
        throw new IllegalArgumentException("a proxy is given as http://HOST:PORT, without a login");
      }
      proxy = Optional.of(InetSocketAddress.createUnresolved(address.getHost(), address.getPort()));
      return this;
    }

    /** How long one call may take; {@link HostOptions#TIMEOUT} when this is not called. */
    public Builder timeout(Duration longest) {
      timeout = longest;
      return this;
    }

    /**
     * Time from the begin of a write to that of the next one. When this is not called: none to this
     * machine, else {@link HostOptions#WRITE_SPACING}.
     */
    public Builder writeSpacing(Duration spacing) {
      writeSpacing = Optional.of(spacing);
      return this;
    }

    /**
     * How many requests of those the host allows are left for writing; at most a tenth of what it
     * allows. {@value HostOptions#RESERVE} when this is not called.
     */
    public Builder reserve(int requests) {
      reserve = requests;
      return this;
    }

    /**
     * How many calls an hour are made about each repository; any number when this is not called.
     * Looks for news wait for it, and nothing else does.
     *
     * @throws IllegalArgumentException if it is not from {@value HostOptions#MIN_CALLS} to {@value
     *     HostOptions#MAX_CALLS}
     */
    public Builder callsPerHour(int calls) {
      if (calls < MIN_CALLS || calls > MAX_CALLS) {
        throw new IllegalArgumentException(
            "a budget is from " + MIN_CALLS + " to " + MAX_CALLS + " calls an hour");
      }
      callsPerHour = Optional.of(calls);
      return this;
    }

    /** Hears of every call, such as an {@link AccessLog}; in the thread of the call. */
    public Builder listener(Consumer<Access> hears) {
      listener = hears;
      return this;
    }

    /** The options. */
    public HostOptions build() {
      return new HostOptions(this);
    }
  }
}
