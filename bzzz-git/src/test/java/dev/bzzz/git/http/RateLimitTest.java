package dev.bzzz.git.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.Unauthorized;
import dev.bzzz.git.http.FakeHost.Reply;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The host's clock, which is right, is ten years ahead of ours. */
class RateLimitTest {
  private static final HostRequest GET = HostRequest.get("read", "things");
  private static final HostRequest POST =
      HostRequest.post("write", JsonNodeFactory.instance.objectNode(), "things");

  private final FakeHost host = FakeHost.start();
  private final FakeTime time = new FakeTime("2016-01-02T00:00:00Z");
  private final HostClient client = new HostClient(HostOptions.builder(host.url()).build(), time);

  @AfterEach
  void close() {
    client.close();
    host.close();
  }

  private void host(int status, String... headers) {
    Reply reply = Reply.json(status, "{}");
    for (int i = 0; i < headers.length; i += 2) {
      reply = reply.with(headers[i], headers[i + 1]);
    }
    Reply whole = reply;
    host.answers(asked -> whole);
  }

  private static String hostSeconds(int from) {
    return Long.toString(Instant.now().getEpochSecond() + from);
  }

  private Duration asked(HostRequest request) {
    return catchThrowableOfType(TransientException.class, () -> client.send(request)).retryAfter();
  }

  @Test
  void whatIsLeftIsKeptForWritingUntilTheHostCountsAnew() {
    String reset = hostSeconds(100);
    host(
        200,
        "X-RateLimit-Limit",
        "5000",
        "X-RateLimit-Remaining",
        "50",
        "X-RateLimit-Reset",
        reset);
    client.send(GET);

    assertThat(asked(GET)).isBetween(Duration.ofSeconds(81), Duration.ofSeconds(101));
    client.send(POST);
    assertThat(host.asked()).hasSize(2);

    host(200, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset);
    client.send(POST);
    assertThat(asked(POST)).isBetween(Duration.ofSeconds(81), Duration.ofSeconds(101));

    time.pass(Duration.ofSeconds(101));
    host(200, "X-RateLimit-Remaining", "4999", "X-RateLimit-Reset", reset);
    client.send(GET);
    client.send(POST);
    assertThat(host.asked()).hasSize(5);
  }

  @Test
  void aSmallAllowanceIsNotAllReserve() {
    host(200, "RateLimit-Limit", "60", "RateLimit-Remaining", "7", "RateLimit-Reset", "30");
    client.send(GET);
    client.send(GET);
    host(200, "RateLimit-Limit", "60", "RateLimit-Remaining", "6", "RateLimit-Reset", "30");
    client.send(GET);
    assertThat(asked(GET)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aRefusalIsHeededByEveryCall() {
    host(429, "Retry-After", "90");
    assertThat(asked(GET)).isEqualTo(Duration.ofSeconds(90));
    time.pass(Duration.ofSeconds(30));

    assertThat(asked(POST)).isEqualTo(Duration.ofSeconds(60));
    assertThat(host.asked()).hasSize(1);
    assertThatThrownBy(() -> client.send(GET))
        .hasMessageContaining("allows no more requests for 60 s");
  }

  @Test
  void aRefusalWithoutATimeIsHeededLongerEachTime() {
    host(429);
    assertThat(asked(GET)).isEqualTo(Duration.ofMinutes(1));
    time.pass(Duration.ofMinutes(1));
    assertThat(asked(GET)).isEqualTo(Duration.ofMinutes(2));
    time.pass(Duration.ofMinutes(2));
    host(200);
    client.send(GET);
    host(429);
    assertThat(asked(GET)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aDateToComeBackIsReadByTheHostsClock() {
    HttpHeaders headers =
        HttpHeaders.of(
            Map.of(
                "Date", List.of("Wed, 02 Jan 2036 00:00:00 GMT"),
                "Retry-After", List.of("Wed, 02 Jan 2036 00:05:00 GMT")),
            (name, value) -> true);

    assertThat(RateLimit.retryAfter(headers, time.now())).contains(Duration.ofMinutes(5));
  }

  @Test
  void noHostIsLeftForLongerThanAnHour() {
    host(429, "Retry-After", "999999999999");
    assertThat(asked(GET)).isEqualTo(RateLimit.MAX_WAIT);
  }

  @Test
  void forbiddenMayMeanTooOften() {
    host.answers(
        asked ->
            Reply.json(
                403, "{\"message\":\"You have exceeded a secondary rate limit. Please wait.\"}"));
    assertThat(asked(GET)).isEqualTo(Duration.ofMinutes(1));

    time.pass(Duration.ofMinutes(1));
    host(403, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", hostSeconds(20));
    assertThat(asked(GET)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(21));

    time.pass(Duration.ofSeconds(21));
    host(403, "X-RateLimit-Remaining", "4000");
    assertThatThrownBy(() -> client.send(GET)).isInstanceOf(Unauthorized.class);
  }
}
