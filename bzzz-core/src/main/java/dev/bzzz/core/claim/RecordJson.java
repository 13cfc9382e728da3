package dev.bzzz.core.claim;

import dev.bzzz.core.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Spells a claim record as canonical JSON. By hand, in the order that names have there, since it is
 * done for every record and a tree would have to be built and sorted first.
 */
final class RecordJson {
  private static final int USUAL_CHARACTERS = 1024;

  private final StringBuilder out = new StringBuilder(USUAL_CHARACTERS);

  private RecordJson() {}

  static byte[] write(ClaimRecord record) {
    return new RecordJson().text(record).getBytes(StandardCharsets.UTF_8);
  }

  private String text(ClaimRecord record) {
    out.append("{\"actor\":");
    text(Optional.of(record.actor().value()));
    number("answers", record.answers());
    number("attempt", record.attempt());
    text("cause", record.cause());
    text("challenger", record.challenger().map(agent -> agent.value()));
    out.append(",\"evidence\":");
    out.append(
        record
            .evidence()
            .map(evidence -> new String(CanonicalJson.write(evidence), StandardCharsets.UTF_8))
            .orElse("null"));
    text("grant", record.grant());
    number("hlc", record.hlc());
    text("holder", Optional.of(record.holder().value()));
    text("nonce", Optional.of(record.nonce()));
    text("policy", Optional.of(record.policy()));
    out.append(",\"pr\":");
    if (record.pr().isPresent()) {
      out.append(record.pr().getAsLong());
    } else {
      out.append("null");
    }
    text("prev", record.prev());
    text("protocol", Optional.of(record.protocol()));
    text("reason", record.reason());
    number("seq", record.seq());
    text("state", Optional.of(record.state().name()));
    text("task", Optional.of(record.task().toString()));
    number("term", record.term());
    number("v", 1);
    out.append(",\"work\":{\"base\":");
    text(Optional.of(record.work().base()));
    text("branch", Optional.of(record.work().branch()));
    text("head", record.work().head());
    return out.append("}}").toString();
  }

  private void number(String name, long value) {
    out.append(",\"").append(name).append("\":").append(value);
  }

  private void text(String name, Optional<String> value) {
    out.append(",\"").append(name).append("\":");
    text(value);
  }

  private void text(Optional<String> value) {
    if (value.isPresent()) {
      CanonicalJson.quote(value.get(), out);
    } else {
      out.append("null");
    }
  }
}
