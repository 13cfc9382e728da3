package dev.bzzz.git.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.repo.RepositoryName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookReceiverTest {
  private static final String SECRET = "a secret of the webhook";
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  private static final String GITHUB = "{\"repository\":{\"full_name\":\"acme/shop\"}}";
  private static final String GITLAB = "{\"project\":{\"path_with_namespace\":\"acme/shop\"}}";

  private final List<String> polled = new ArrayList<>();
  private final HookReceiver receiver = receiver(SECRET);

  private HookReceiver receiver(String secret) {
    return new HookReceiver(Secret.fixed(secret), this::poll, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private boolean poll(RepositoryName name) {
    polled.add(name.toString());
    return name.owner().equals("acme");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hmac(byte[] key, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(body));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(String body) {
    return HexFormat.of().formatHex(hmac(bytes(SECRET), body));
  }

  private static HookRequest github(String body) {
    return new HookRequest(
        "github",
        Map.of("X-Hub-Signature-256", "sha256=" + hex(body), "X-GitHub-Event", "issues"),
        bytes(body));
  }

  private static HookRequest gitlab(String token, String body) {
    return new HookRequest("gitlab", Map.of("X-Gitlab-Token", token), bytes(body));
  }

  @Test
  void theExampleOfGitHubsDocumentationIsGenuine() {
    HookReceiver documented = receiver("It's a Secret to Everybody");
    String signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    assertThat(
            documented.receive(
                new HookRequest(
                    "github", Map.of("X-Hub-Signature-256", signature), bytes("Hello, World!"))))
        .isEqualTo(HookVerdict.MALFORMED);
    assertThat(
            documented.receive(
                new HookRequest(
                    "github", Map.of("X-Hub-Signature-256", signature), bytes("Hello, World?"))))
        .isEqualTo(HookVerdict.FORGED);
  }

  @ParameterizedTest
  @CsvSource({
    "github, X-Hub-Signature-256, sha256=",
    "gitea, X-Gitea-Signature, ''",
    "gitea, X-Forgejo-Signature, ''",
    "gitea, X-Hub-Signature-256, sha256="
  })
  void aSignedWebhookIsTaken(String kind, String header, String prefix) {
    Map<String, String> headers = Map.of(header, prefix + hex(GITHUB));

    assertThat(receiver.receive(new HookRequest(kind, headers, bytes(GITHUB))))
        .isEqualTo(HookVerdict.TAKEN);

    assertThat(polled).containsExactly("acme/shop");
  }

  @Test
  void aFormIsTakenLikeJson() {
    String form = "payload=" + URLEncoder.encode(GITHUB, StandardCharsets.UTF_8);
    Map<String, String> headers = new TreeMap<>(github(form).headers());
    headers.put("Content-Type", "application/x-www-form-urlencoded");

    assertThat(receiver.receive(new HookRequest("github", headers, bytes(form))))
        .isEqualTo(HookVerdict.TAKEN);
  }

  @Test
  void gitLabsSecretTokenIsCompared() {
    assertThat(receiver.receive(gitlab(SECRET, GITLAB))).isEqualTo(HookVerdict.TAKEN);
    assertThat(receiver.receive(gitlab(SECRET + "!", GITLAB))).isEqualTo(HookVerdict.FORGED);
    assertThat(receiver.receive(gitlab("", GITLAB))).isEqualTo(HookVerdict.FORGED);
  }

  @Test
  void gitLabsSigningTokenSignsIdTimeAndBody() {
    byte[] key = bytes("0123456789abcdef0123456789abcdef");
    String token = "whsec_" + Base64.getEncoder().encodeToString(key);
    HookReceiver signed = receiver(token);
    long now = NOW.getEpochSecond();

    assertThat(signed.receive(signed(key, "one", now))).isEqualTo(HookVerdict.TAKEN);
    assertThat(signed.receive(signed(key, "one", now))).isEqualTo(HookVerdict.REPLAYED);
    assertThat(signed.receive(signed(key, "two", now))).isEqualTo(HookVerdict.TAKEN);
    assertThat(signed.receive(signed(key, "old", now - 301))).isEqualTo(HookVerdict.FORGED);
    assertThat(signed.receive(signed(key, "new", now + 301))).isEqualTo(HookVerdict.FORGED);
    assertThat(signed.receive(signed(bytes("another key"), "other", now)))
        .isEqualTo(HookVerdict.FORGED);
    assertThat(signed.receive(gitlab(token, GITLAB))).isEqualTo(HookVerdict.FORGED);
  }

  private static HookRequest signed(byte[] key, String id, long time) {
    String signature =
        Base64.getEncoder().encodeToString(hmac(key, id + "." + time + "." + GITLAB));
    return new HookRequest(
        "gitlab",
        Map.of(
            "webhook-id",
            id,
            "webhook-timestamp",
            String.valueOf(time),
            "webhook-signature",
            "v1,AAAA v1," + signature),
        bytes(GITLAB));
  }

  @Test
  void whatIsForgedChangesNothing() {
    Map<String, String> none = Map.of();
    Map<String, String> plain = Map.of("X-Hub-Signature-256", "sha256=" + hex("{}"));
    Map<String, String> weak = Map.of("X-Hub-Signature", "sha1=" + "0".repeat(40));
    Map<String, String> garbled = Map.of("X-Hub-Signature-256", "sha256=zz");
    Map<String, String> token = Map.of("X-Gitlab-Token", SECRET);

    for (Map<String, String> headers : List.of(none, plain, weak, garbled, token)) {
      assertThat(receiver.receive(new HookRequest("github", headers, bytes(GITHUB))))
          .isEqualTo(HookVerdict.FORGED);
    }

    assertThat(polled).isEmpty();
    assertThat(receiver.counts()).isEqualTo(Map.of(HookVerdict.FORGED, 5L));
  }

  @Test
  void whatIsSentAgainIsRefusedWhateverItsHeadersSay() {
    receiver.receive(github(GITHUB));
    Map<String, String> headers = new TreeMap<>(github(GITHUB).headers());
    headers.put("X-GitHub-Delivery", "another");
    headers.put("webhook-id", "another");

    assertThat(receiver.receive(new HookRequest("github", headers, bytes(GITHUB))))
        .isEqualTo(HookVerdict.REPLAYED);

    assertThat(polled).hasSize(1);
  }

  /** Such as JSON that a proxy has announced as a form. */
  @Test
  void whatCouldNotBeReadIsTakenWhenItComesAgainReadable() {
    Map<String, String> headers = new TreeMap<>(github(GITHUB).headers());
    headers.put("Content-Type", "application/x-www-form-urlencoded");

    assertThat(receiver.receive(new HookRequest("github", headers, bytes(GITHUB))))
        .isEqualTo(HookVerdict.MALFORMED);
    assertThat(receiver.receive(github(GITHUB))).isEqualTo(HookVerdict.TAKEN);

    assertThat(polled).containsExactly("acme/shop");
  }

  @Test
  void tooMuchIsRefusedUnread() {
    String large = " ".repeat(HookReceiver.MAX_BODY_BYTES + 1);

    assertThat(receiver.receive(github(large))).isEqualTo(HookVerdict.TOO_LARGE);
  }

  @Test
  void aPingIsAnsweredAndNothingMore() {
    String body = "{\"zen\":\"…\",\"repository\":{\"full_name\":\"acme/shop\"}}";
    Map<String, String> headers = new TreeMap<>(github(body).headers());
    headers.put("x-github-event", "ping");

    assertThat(receiver.receive(new HookRequest("github", headers, bytes(body))))
        .isEqualTo(HookVerdict.GREETED);

    assertThat(polled).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "[]",
        "{\"repository\":{\"full_name\":\"../etc\"}}",
        "{\"repository\":{\"full_name\":7}}",
        "not JSON",
        "{\"repository\":"
      })
  void aGenuineOneThatNamesNothingIsRefused(String body) {
    assertThat(receiver.receive(github(body))).isEqualTo(HookVerdict.MALFORMED);
  }

  @Test
  void saysWhatNobodyKnows() {
    String other = "{\"repository\":{\"full_name\":\"other/shop\"}}";

    assertThat(receiver.receive(github(other))).isEqualTo(HookVerdict.NOT_WATCHED);
    assertThat(receiver.receive(new HookRequest("svn", Map.of(), bytes(""))))
        .isEqualTo(HookVerdict.UNKNOWN_KIND);
  }

  @Test
  void aSecretThatCouldBeGuessedIsRefused() {
    assertThatThrownBy(() -> receiver("short"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll("webhooks", "less than 16 characters");
  }
}
