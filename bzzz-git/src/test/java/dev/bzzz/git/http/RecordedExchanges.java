package dev.bzzz.git.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bzzz.git.http.FakeHost.Asked;
import dev.bzzz.git.http.FakeHost.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a host answers, as a resource has it: {@code from} says which documentation it was written
 * from, and each of the {@code exchanges} answers one {@code ask}, verb and path behind that of the
 * API; without a query there, whatever the query is. What is not in it gets 404.
 */
public final class RecordedExchanges implements Function<Asked, Reply> {
  private final String prefix;
  private final List<JsonNode> exchanges = new ArrayList<>();

  /**
   * Reads a resource beside a class.
   *
   * @param prefix path of the API, such as {@code /api/v1}
   */
  public RecordedExchanges(Class<?> beside, String resource, String prefix) {
    this.prefix = prefix;
    try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(resource), resource)) {
      new ObjectMapper().readTree(in).path("exchanges").forEach(exchanges::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Reply apply(Asked asked) {
    String ask = asked.verb() + " " + asked.path().replaceFirst("^" + prefix, "");
    return exchanges.stream()
        .filter(each -> each.path("ask").asText().equals(ask))
        .findFirst()
        .or(
            () ->
                exchanges.stream()
                    .filter(each -> each.path("ask").asText().equals(ask.replaceFirst("\\?.*", "")))
                    .findFirst())
        .map(RecordedExchanges::reply)
        .orElseGet(() -> Reply.json(404, "{\"message\":\"not recorded: " + ask + "\"}"));
  }

  private static Reply reply(JsonNode exchange) {
    String body =
        exchange.has("json") ? exchange.path("json").toString() : exchange.path("text").asText();
    List<String> headers = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : exchange.path("headers").properties()) {
      headers.add(each.getKey());
      headers.add(each.getValue().asText());
    }
    return new Reply(exchange.path("status").asInt(), body, headers);
  }
}
