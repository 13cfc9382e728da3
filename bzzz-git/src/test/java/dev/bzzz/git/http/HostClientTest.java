package dev.bzzz.git.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.Unauthorized;
import dev.bzzz.git.http.FakeHost.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostClientTest {
  private static final String TOKEN = "ghp_plantedPlantedPlanted";
  private static final HostRequest GET = HostRequest.get("read the thing", "things", "a/b c", 3);
  private static final HostRequest POST =
      HostRequest.post(
          "make a thing", JsonNodeFactory.instance.objectNode().put("a", "ü"), "things");

  private final FakeHost host = FakeHost.start();
  private final FakeTime time = new FakeTime("2026-01-01T00:00:00Z");
  private final List<Access> log = new ArrayList<>();
  private final HostClient client = client(options().token(Secret.fixed(TOKEN)));

  @AfterEach
  void close() {
    client.close();
    host.close();
  }

  private HostOptions.Builder options() {
    return HostOptions.builder(host.url()).listener(log::add);
  }

  private HostClient client(HostOptions.Builder options) {
    return new HostClient(options.build(), time);
  }

  private BzzzException failure(HostRequest request) {
    return catchThrowableOfType(BzzzException.class, () -> client.send(request));
  }

  @Test
  void aRequestIsSentAsItIsMeantAndTheAnswerRead() {
    host.answers(asked -> Reply.json(201, "{\"id\":7}").with("X-Thing", "yes"));

    HostAnswer answer = client.send(POST.query("q", "a&b +ü"));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().path("id").asInt()).isEqualTo(7);
    assertThat(answer.header("x-thing")).contains("yes");
    assertThat(host.asked())
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.path()).isEqualTo("/api/v3/things?q=a%26b%20%2B%C3%BC");
              assertThat(asked.body()).isEqualTo("{\"a\":\"ü\"}");
              assertThat(asked.header("authorization")).isEqualTo("Bearer " + TOKEN);
            });
    client.send(GET);
    assertThat(host.asked().get(1).path()).isEqualTo("/api/v3/things/a%2Fb%20c/3");
    assertThatThrownBy(() -> HostRequest.get("x", "a", ".."))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void looksWaitForTheBudgetAndNothingElseDoes() {
    host.answers(asked -> Reply.json(200, "[]"));
    HostRequest look = HostRequest.get("look at acme/shop", "repos", "acme", "shop", "issues");
    try (HostClient frugal = client(options().callsPerHour(60))) {
      for (int i = 0; i < 20; i++) {
        frugal.send(look);
      }

      assertThat(frugal.affords(look)).isFalse();
      time.pass(Duration.ofMinutes(20));
      assertThat(frugal.affords(look)).isTrue();
      assertThat(client.affords(look)).isTrue();
    }
  }

  @Test
  void everyStatusSaysWhatTheCallerDoesAboutIt() {
    Map<Integer, Class<? extends BzzzException>> expected =
        Map.ofEntries(
            Map.entry(400, PermanentException.class),
            Map.entry(401, Unauthorized.class),
            Map.entry(403, Unauthorized.class),
            Map.entry(404, NotFound.class),
            Map.entry(409, Conflict.class),
            Map.entry(410, NotFound.class),
            Map.entry(422, PermanentException.class),
            Map.entry(423, PermanentException.class),
            Map.entry(451, PermanentException.class),
            Map.entry(408, TransientException.class),
            Map.entry(500, TransientException.class),
            Map.entry(501, PermanentException.class),
            Map.entry(503, TransientException.class));
    expected.forEach(
        (status, type) -> {
          host.answers(asked -> Reply.json(status, "{\"message\":\"because\"}"));

          assertThat(failure(GET))
              .isExactlyInstanceOf(type)
              .hasMessageStartingWith(
                  "cannot read the thing: " + host.url() + "/things/a%2Fb%20c/3 answered " + status)
              .hasMessageContaining("(because); ")
              .message()
              .doesNotContain("\n", TOKEN);
        });
  }

  @Test
  void aStatusThatIsExpectedIsAnAnswer() {
    host.answers(asked -> new Reply(422, "plain text", List.of()));

    HostAnswer answer = client.send(GET.accepting(422));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().isMissingNode()).isTrue();
    assertThat(answer.problem()).isEqualTo("plain text");
  }

  @Test
  void errorsAreToldInWhateverShapeTheHostGivesThem() {
    Map<String, String> bodies =
        Map.of(
            "",
            "answered 422; ",
            "No such\nthing \u001b[31m",
            "(No such thing ?[31m)",
            "{\"error\":\"nope\"}",
            "(nope)",
            "{\"message\":{\"title\":[\"too long\"]}}",
            "({\"title\":[\"too long\"]})",
            "{\"message\":\"Validation Failed\",\"errors\":[{\"field\":\"head\",\"code\":\"invalid\"},"
                + "{\"message\":\"no commits\"}]}",
            "(Validation Failed, head invalid, no commits)",
            "<!DOCTYPE html><html><title>Sign in</title>",
            "(an HTML page, 'Sign in')",
            "{\"message\":\"token=abcdef in /home/ann/x\"}",
            "(token=[secret] in [local path])",
            "x".repeat(5000),
            "xxx…)");
    bodies.forEach(
        (body, told) -> {
          host.answers(asked -> new Reply(422, body, List.of()));

          assertThat(failure(GET)).hasMessageContaining(told);
        });
  }

  @Test
  void whatIsNoJsonIsNamed() {
    host.answers(asked -> new Reply(200, "<html><title>Maintenance</title></html>", List.of()));
    assertThat(failure(GET))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("answered an HTML page, 'Maintenance' instead of JSON");
    assertThat(host.asked()).hasSize(1); // it will be the same page for a while

    host.answers(asked -> Reply.json(200, "[{\"id\":1},{\"i"));
    assertThat(failure(GET)).hasMessageContaining("no whole JSON (13 bytes)");
    host.answers(asked -> Reply.json(200, "[".repeat(2000)));
    assertThat(failure(GET)).hasMessageContaining("nesting depth");
    host.answers(asked -> Reply.json(200, "\"" + "x".repeat(Transport.MAX_BODY) + "\""));
    assertThat(failure(GET)).hasMessageContaining("longer than 16777216 bytes");
  }

  @Test
  void archivedIsToldApartFromForbidden() {
    host.answers(
        asked -> Reply.json(403, "{\"message\":\"Repository was archived so is read-only.\"}"));

    assertThat(failure(POST))
        .isExactlyInstanceOf(PermanentException.class)
        .hasMessageContaining("unarchive it");
  }

  @Test
  void readingIsTriedAgainWhenThatIsQuickAndWritingIsNot() {
    host.answers(asked -> Reply.json(host.asked().size() < 3 ? 502 : 200, "{\"id\":1}"));
    assertThat(client.send(GET).json().path("id").asInt()).isEqualTo(1);
    assertThat(time.pauses()).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));

    host.asked().clear();
    host.answers(asked -> Reply.json(503, ""));
    assertThat(failure(GET)).isInstanceOf(TransientException.class);
    assertThat(host.asked()).hasSize(HostClient.MAX_ATTEMPTS);
    assertThat(failure(POST)).hasMessageContaining("it may have been done all the same");
    assertThat(host.asked()).hasSize(HostClient.MAX_ATTEMPTS + 1);

    host.answers(asked -> Reply.json(503, "").with("Retry-After", 120));
    assertThat(((TransientException) failure(GET)).retryAfter()).isEqualTo(Duration.ofMinutes(2));
    assertThat(host.asked()).hasSize(HostClient.MAX_ATTEMPTS + 2);
  }

  @Test
  void aRefusedTokenIsLookedUpOnceMore() {
    List<String> tokens = new ArrayList<>(List.of("old-token", "new-token"));
    Secret rotating =
        new Secret() {
          @Override
          public String value() {
            return tokens.get(0);
          }

          @Override
          public Optional<String> renewed(String refused) {
            tokens.remove(0);
            return tokens.stream().findFirst();
          }
        };
    host.answers(
        asked ->
            Reply.json(asked.header("authorization").equals("Bearer new-token") ? 200 : 401, "{}"));
    try (HostClient own = client(options().token(rotating))) {
      assertThat(own.send(POST).status()).isEqualTo(200);
      assertThat(log)
          .extracting(access -> access.token() + " " + access.answer())
          .containsExactly(
              Secret.fingerprint("old-token") + " 401", Secret.fingerprint("new-token") + " 200");
      host.answers(asked -> Reply.json(401, "{}"));
      assertThatThrownBy(() -> own.send(GET)).isInstanceOf(Unauthorized.class);
    }
  }

  @Test
  void readingAndWritingMayHaveTokensOfTheirOwn() {
    try (HostClient own =
        client(options().token(Secret.fixed("reads")).writeToken(Secret.fixed("writes")))) {
      own.send(GET);
      own.send(POST);
    }

    assertThat(host.asked())
        .extracting(asked -> asked.header("authorization"))
        .containsExactly("Bearer reads", "Bearer writes");
  }

  @Test
  void aHostThatCannotBeReachedIsNamed() {
    host.close();
    assertThat(failure(GET))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("cannot be reached: connection refused");
    try (HostClient lost =
        new HostClient(
            HostOptions.builder(URI.create("http://no-such-host.invalid/api")).build(), time)) {
      assertThatThrownBy(() -> lost.send(GET)).hasMessageContaining("has no known address");
    }
    assertThat(log).extracting(Access::answer).containsOnly("not reached");
  }

  @Test
  void aHostThatIsTooSlowIsLeft() {
    CountDownLatch left = new CountDownLatch(1);
    try (HostClient hasty =
        new HostClient(options().timeout(Duration.ofMillis(50)).build(), Time.SYSTEM)) {
      host.answers(
          asked -> {
            try {
              left.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return Reply.json(200, "{}");
          });

      assertThatThrownBy(() -> hasty.send(GET))
          .isInstanceOf(TransientException.class)
          .hasMessageContaining("did not answer within 50 ms");
    } finally {
      left.countDown();
    }
  }

  @Test
  void writesAreSpacedAndReadsAreNot() {
    try (HostClient own = client(options().writeSpacing(Duration.ofSeconds(1)))) {
      own.send(POST);
      own.send(GET);
      own.send(GET);
      own.send(POST);
    }

    assertThat(time.pauses()).containsExactly(Duration.ofSeconds(1));
  }
}
