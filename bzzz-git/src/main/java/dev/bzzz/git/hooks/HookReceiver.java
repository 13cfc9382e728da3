package dev.bzzz.git.hooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bzzz.core.Bounded;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Judges webhooks, and has somebody look at the repositories of genuine ones. Everything about them
 * is untrusted until the signature was checked, which comes before a byte is parsed; and then they
 * are believed for the name of a repository and nothing else. Safe for use by many threads.
 */
public final class HookReceiver {
  /** Largest body, in bytes. */
  public static final int MAX_BODY_BYTES = 1 << 20;

  /** Most webhooks that are remembered, so that they are not taken twice; since the start. */
  public static final int MAX_REMEMBERED = 10_000;

  /** Shortest secret, in characters. */
  public static final int MIN_SECRET = 16;

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String FORM_FIELD = "payload=";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Secret secret;
  private final Predicate<RepositoryName> poll;
  private final Clock clock;
  private final Set<String> known = Collections.newSetFromMap(Bounded.map(MAX_REMEMBERED));
  private final Map<HookVerdict, Long> counts = new EnumMap<>(HookVerdict.class);

  /**
   * A receiver.
   *
   * @param secret what the hosts' webhooks were given; GitLab's signing tokens ({@code whsec_…})
   *     too
   * @param poll has a repository looked at soon; false when nobody watches it. Called for each
   *     genuine webhook, so it takes care that many are not too many
   * @param clock for signed times
   * @throws PermanentException if the secret cannot be had, or has less than {@value #MIN_SECRET}
   *     characters
   */
  public HookReceiver(Secret secret, Predicate<RepositoryName> poll, Clock clock) {
    if (secret.value().length() < MIN_SECRET) {
      throw new PermanentException(
          "cannot receive webhooks: their secret has less than "
              + MIN_SECRET
              + " characters and could be guessed; choose a longer one");
    }
    this.secret = secret;
    this.poll = poll;
    this.clock = clock;
  }

  /**
   * Judges one, and acts on it when it is genuine.
   *
   * @throws dev.bzzz.core.BzzzException if the secret cannot be had any more
   */
  public HookVerdict receive(HookRequest request) {
    HookVerdict verdict = judge(request);
    synchronized (counts) {
      counts.merge(verdict, 1L, Long::sum);
    }
    return verdict;
  }

  /** How many there were since the start, by what became of them; those there were. */
  public Map<HookVerdict, Long> counts() {
    synchronized (counts) {
      return Collections.unmodifiableMap(new EnumMap<>(counts));
    }
  }

  private HookVerdict judge(HookRequest request) {
    Optional<HookKind> kind = HookKind.named(request.kind());
    if (kind.isEmpty()) {
      return HookVerdict.UNKNOWN_KIND;
    }
    if (request.body().length > MAX_BODY_BYTES) {
      return HookVerdict.TOO_LARGE;
    }
    String key = secret.value();
    if (!kind.get().genuine(request, key, clock.instant())) {
      return HookVerdict.FORGED;
    }
    if (kind.get().greets(request)) {
      return HookVerdict.GREETED;
    }
    Optional<RepositoryName> repository = repository(request, kind.get());
    if (repository.isEmpty()) {
      return HookVerdict.MALFORMED; // and not remembered: its host may send it again, whole
    }
    if (!first(HexFormat.of().formatHex(Signatures.identity(request, key)))) {
      return HookVerdict.REPLAYED;
    }
    return poll.test(repository.get()) ? HookVerdict.TAKEN : HookVerdict.NOT_WATCHED;
  }

  private boolean first(String identity) {
    synchronized (known) {
      return known.add(identity);
    }
  }

  private static Optional<RepositoryName> repository(HookRequest request, HookKind kind) {
    try {
      JsonNode payload = JSON.readTree(json(request));
      return Optional.of(RepositoryName.parse(payload.at(kind.pointer()).asText()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] json(HookRequest request) {
    if (!request.header("content-type").orElse("").startsWith(FORM)) {
      return request.body();
    }
    String text = new String(request.body(), StandardCharsets.US_ASCII);
    String payload = text.startsWith(FORM_FIELD) ? text.substring(FORM_FIELD.length()) : "";
    return URLDecoder.decode(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
  }
}
