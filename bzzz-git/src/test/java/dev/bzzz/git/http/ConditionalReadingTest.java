package dev.bzzz.git.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Secret;
import dev.bzzz.git.http.FakeHost.Reply;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConditionalReadingTest {
  private static final HostRequest GET = HostRequest.get("read", "things");

  @Test
  void aThousandIdlePollsCostOneBody() {
    AtomicInteger bodies = new AtomicInteger();
    AtomicInteger version = new AtomicInteger(1);
    try (FakeHost host = FakeHost.start();
        HostClient client = HostClient.open(HostOptions.builder(host.url()).build())) {
      host.answers(
          asked -> {
            String tag = "W/\"" + version + "\"";
            if (asked.header("if-none-match").equals(tag)) {
              return new Reply(304, "", List.of("ETag", tag));
            }
            bodies.incrementAndGet();
            return Reply.json(200, "[" + version + "]").with("ETag", tag);
          });

      assertThat(client.send(GET).unchanged()).isFalse();
      for (int i = 1; i < 1000; i++) {
        HostAnswer answer = client.send(GET);
        assertThat(answer.unchanged()).isTrue();
        assertThat(answer.json().get(0).asInt()).isEqualTo(1);
      }
      assertThat(bodies).hasValue(1);

      version.set(2);
      assertThat(client.send(GET).json().get(0).asInt()).isEqualTo(2);
      assertThat(bodies).hasValue(2);
    }
  }

  @Test
  void whatOneTokenSawIsNotServedToAnother() {
    try (FakeHost host = FakeHost.start();
        HostClient client =
            HostClient.open(
                HostOptions.builder(host.url())
                    .token(new Changing(List.of("one", "two").iterator()::next))
                    .build())) {
      host.answers(asked -> Reply.json(200, "[]").with("ETag", "\"same\""));

      client.send(GET);
      client.send(GET);

      assertThat(host.asked()).extracting(asked -> asked.header("if-none-match")).containsOnly("");
    }
  }

  private record Changing(java.util.function.Supplier<String> next) implements Secret {
    @Override
    public String value() {
      return next.get();
    }
  }

  @Test
  void whatWasUsedLongestAgoIsForgottenFirst() {
    EtagCache cache = new EtagCache(2, 100);
    cache.keep(key("a"), answer("a", 10));
    cache.keep(key("b"), answer("b", 10));
    cache.find(key("a"));

    cache.keep(key("c"), answer("c", 10));
    assertThat(cache.find(key("a"))).isPresent();
    assertThat(cache.find(key("b"))).isEmpty();

    cache.keep(key("large"), answer("large", 26));
    assertThat(cache.find(key("large"))).isEmpty();
    for (int i = 0; i < 10; i++) {
      cache.keep(key("a"), answer("a", 25)); // counts once
    }
    assertThat(cache.find(key("c"))).isPresent();

    EtagCache small = new EtagCache(100, 100);
    for (int i = 0; i < 5; i++) {
      small.keep(key("n" + i), answer("n" + i, 25));
    }
    assertThat(small.find(key("n0"))).isEmpty();
    assertThat(small.find(key("n1"))).isPresent();
  }

  private static EtagCache.Key key(String path) {
    return new EtagCache.Key(URI.create("http://x/" + path), "-", "json");
  }

  private static RawAnswer answer(String path, int length) {
    HttpHeaders headers = HttpHeaders.of(Map.of("ETag", List.of("\"1\"")), (a, b) -> true);
    return new RawAnswer(key(path).url(), 200, headers, new byte[length], false);
  }
}
