package dev.bzzz.git.http;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.TransientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * A client of one host's JSON API, with all that hosts want of good clients. Safe for use by many
 * threads; meant to be kept.
 *
 * <ul>
 *   <li>A token is sent to this origin only. Redirects within it are followed, at most {@value
 *       #MAX_REDIRECTS}; others are refused. A token that is refused is looked up once more.
 *   <li>Reading is conditional where the host gives entity tags: what did not change is not sent
 *       again. Reading is tried {@value #MAX_ATTEMPTS} times, as long as that takes no longer than
 *       a moment; writing is tried once, one at a time and spaced.
 *   <li>Limits of the host are heeded before it has to refuse: a {@link TransientException} tells
 *       how long, and nothing is sent until then.
 *   <li>Every error is a {@link dev.bzzz.core.BzzzException} of one line, without a secret.
 * </ul>
 */
public final class HostClient implements AutoCloseable {
  /** Most redirects that one request follows. */
  public static final int MAX_REDIRECTS = 3;

  /** Most times that something is read until it works. */
  public static final int MAX_ATTEMPTS = 3;

  /** A wait before the next attempt that is longer is left to the caller. */
  static final Duration MAX_PAUSE = Duration.ofSeconds(2);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final String NO_TOKEN = Access.NONE;
  private static final int MAX_TOKENS = 100;
  private static final Set<Integer> MOVED = Set.of(301, 302, 307, 308);
  private static final Set<Integer> MOVED_AS_IT_IS = Set.of(307, 308);

  private final HostOptions options;
  private final Time time;
  private final Optional<CallBudget> budget;
  private final Transport transport;
  private final Writes writes;
  private final EtagCache cache = new EtagCache();
  private final Map<String, RateLimit> limits = new ConcurrentHashMap<>();

  HostClient(HostOptions options, Time time) {
    this.options = options;
    this.time = time;
    budget = options.callsPerHour.map(calls -> new CallBudget(calls, time));
    transport = new Transport(options, time, budget);
    writes = new Writes(options.writeSpacing, time);
  }

  /**
   * A client; nothing is sent yet.
   *
   * @throws PermanentException if the certificates cannot be read
   */
  public static HostClient open(HostOptions options) {
    return new HostClient(options, Time.SYSTEM);
  }

  /** The address of the API. Without a slash at the end. */
  public URI url() {
    return options.url;
  }

  /**
   * Sends a request and waits for the answer.
   *
   * @return the answer, with a status below 300 or one that the request accepts
   * @throws TransientException if the host cannot be reached, fails, or asks to be left alone; then
   *     {@link TransientException#retryAfter} tells how long
   * @throws dev.bzzz.core.Unauthorized for 401, and 403 for want of permission
   * @throws dev.bzzz.core.NotFound for 404 and 410
   * @throws dev.bzzz.core.Conflict for 409
   * @throws PermanentException for everything else
   */
  public HostAnswer send(HostRequest request) {
    Call call = new Call(request, time.nanos() + options.timeout.toNanos());
    try {
      if (request.reads()) {
        return read(call);
      }
      writes.begin(left(call));
      try {
        return once(call);
      } finally {
        writes.end();
      }
    } catch (TimeoutException e) {
      throw Failures.late(request, url(call), options.timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientException(
          Failures.start(request, url(call)) + " was not waited for: the thread was interrupted",
          e);
    }
  }

  /** Whether the budget lets a repository be looked at now, which a look asks before it begins. */
  public boolean affords(HostRequest look) {
    URI url = URI.create(options.url + look.path());
    return budget.map(each -> each.affords(url, look.action())).orElse(true);
  }

  @Override
  public void close() {
    transport.close();
  }

  /** A request and when it has to be through. */
  private record Call(HostRequest request, long endNanos) {
    Call at(URI url) {
      return new Call(request.at(url), endNanos);
    }
  }

  private HostAnswer read(Call call) throws InterruptedException, TimeoutException {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        return once(call);
      } catch (TransientException e) {
        Duration wait = e.retryAfter().compareTo(pause) > 0 ? e.retryAfter() : pause;
        boolean soon = wait.compareTo(MAX_PAUSE) <= 0 && wait.compareTo(left(call)) < 0;
        if (attempt == MAX_ATTEMPTS || !soon) {
          throw e;
        }
        time.pause(wait);
        pause = pause.multipliedBy(2);
      }
    }
  }

  private HostAnswer once(Call call) throws InterruptedException, TimeoutException {
    Optional<Secret> secret = call.request().reads() ? options.token : options.writeToken;
    Optional<String> token = secret.map(Secret::value);
    RawAnswer answer = redirected(call, token);
    if (answer.status() == 401 && token.isPresent()) {
      Optional<String> fresh = secret.get().renewed(token.get());
      if (fresh.isPresent()) {
        return judged(call.request(), redirected(call, fresh), fresh);
      }
    }
    return judged(call.request(), answer, token);
  }

  private HostAnswer judged(HostRequest request, RawAnswer answer, Optional<String> token) {
    if (!answer.ok() && !request.accepted().contains(answer.status())) {
      throw Failures.of(request, answer, time.now());
    }
    try {
      HostAnswer read = new HostAnswer(answer, HostText.json(answer.body()));
      if (request.reads() && answer.status() == 200 && !answer.cached()) {
        cache.keep(key(answer.url(), token), answer);
      }
      return read;
    } catch (IOException e) {
      if (!answer.ok()) {
        return new HostAnswer(answer, MissingNode.getInstance());
      }
      throw Failures.strange(request, answer.url(), e);
    }
  }

  private RawAnswer redirected(Call first, Optional<String> token)
      throws InterruptedException, TimeoutException {
    Call call = first;
    for (int redirects = 0; ; redirects++) {
      RawAnswer answer = exchanged(call, token);
      if (!MOVED.contains(answer.status()) || answer.header("Location").isEmpty()) {
        return answer;
      }
      URI to = location(call, answer);
      boolean follows =
          redirects < MAX_REDIRECTS
              && Origin.same(options.url, to)
              && (call.request().reads() || MOVED_AS_IT_IS.contains(answer.status()));
      if (!follows) {
        throw new PermanentException(
            Failures.start(first.request(), answer.url())
                + " redirects to "
                + HostText.shown(Origin.of(to) + to.getRawPath())
                + ", which is not followed: "
                + (Origin.same(options.url, to)
                    ? "it is one redirect too many, or would change what is sent"
                    : "it is another host, and may not get the token")
                + "; correct the address of the API or the name of the repository");
      }
      call = call.at(to);
    }
  }

  private URI location(Call call, RawAnswer answer) {
    String location = answer.header("Location").orElseThrow();
    try {
      URI to = answer.url().resolve(location);
      if (to.getHost() != null) {
        return to;
      }
    } catch (IllegalArgumentException e) {
      // told below, as for an address without a host
    }
    throw new PermanentException(
        Failures.start(call.request(), answer.url())
            + " redirects to "
            + HostText.shown(location)
            + ", which is no address; check the address of the API");
  }

  private RawAnswer exchanged(Call call, Optional<String> token)
      throws InterruptedException, TimeoutException {
    HostRequest request = call.request();
    URI url = url(call);
    String fingerprint = fingerprint(token);
    RateLimit limit = limit(fingerprint);
    Duration wait = limit.wait(request.reads());
    if (!wait.isZero()) {
      throw Failures.limited(request, url, wait, "");
    }
    Optional<RawAnswer> known = request.reads() ? cache.find(key(url, token)) : Optional.empty();
    RawAnswer answer;
    try {
      answer = transport.send(message(request, url, token, known), fingerprint, left(call));
    } catch (IOException e) {
      throw Failures.of(request, url, e);
    }
    if (Failures.isRateLimit(answer)) {
      Duration asked = limit.refused(answer.headers());
      throw Failures.limited(request, url, asked, HostText.problem(answer));
    }
    limit.answered(answer.headers());
    if (answer.status() == 304 && known.isPresent()) {
      return known.get().again();
    }
    return answer;
  }

  private HttpRequest message(
      HostRequest request, URI url, Optional<String> token, Optional<RawAnswer> known) {
    HttpRequest.Builder message =
        HttpRequest.newBuilder(url).method(request.verb(), Transport.body(request));
    message.setHeader("Accept", accept());
    message.setHeader("User-Agent", "bzzz");
    options.headers.forEach(message::setHeader);
    request.body().ifPresent(body -> message.setHeader("Content-Type", "application/json"));
    token.ifPresent(
        value ->
            message.setHeader(options.tokenHeader, options.tokenPrefix + HostText.sendable(value)));
    known
        .flatMap(answer -> answer.header("ETag"))
        .ifPresent(tag -> message.setHeader("If-None-Match", tag));
    return message.build();
  }

  private String accept() {
    return options.headers.getOrDefault("Accept", "application/json");
  }

  private URI url(Call call) {
    String path = call.request().path();
    return path.startsWith("/") ? URI.create(options.url + path) : URI.create(path);
  }

  private Duration left(Call call) throws TimeoutException {
    long left = call.endNanos() - time.nanos();
    if (left <= 0) {
      throw new TimeoutException();
    }
    return Duration.ofNanos(left);
  }

  private EtagCache.Key key(URI url, Optional<String> token) {
    return new EtagCache.Key(url, fingerprint(token), accept());
  }

  private static String fingerprint(Optional<String> token) {
    return token.map(Secret::fingerprint).orElse(NO_TOKEN);
  }

  private RateLimit limit(String token) {
    if (limits.size() >= MAX_TOKENS) {
      limits.clear(); // tokens that were replaced
    }
    return limits.computeIfAbsent(token, each -> new RateLimit(options.reserve, time));
  }
}
