package dev.bzzz.core.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.Bounded;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The lines of one recording as JSON and back. Large values that come again and again, such as
 * tips, are written once and then called by a name. Confined to one thread.
 */
final class RecordingJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What gets names, each with how many of the latest ones are remembered by the writer. */
  private static final Map<Class<?>, Integer> NAMED =
      Map.of(
          SignedRecord.class, 1 << 14,
          Tip.class, 1 << 14,
          ClaimPolicy.class, 1 << 6,
          LedgerView.class, 1 << 10,
          ClaimInput.Observed.class, 1 << 6);

  private final Verifier verifier;
  private final JsonRecords json;
  private final Map<Class<?>, Map<Object, String>> names = new HashMap<>();
  private final Map<String, Object> values = new HashMap<>();
  private List<ObjectNode> lines = new ArrayList<>();
  private long lastName;

  /** For writing, and for reading what an agent in production wrote. */
  RecordingJson() {
    this(Verifier.ed25519());
  }

  /** Lines whose records are signed by this scheme. */
  RecordingJson(Verifier verifier) {
    this.verifier = verifier;
    this.json = new JsonRecords(forms());
    NAMED.forEach((type, most) -> names.put(type, Bounded.lru(most)));
  }

  /** The line, after those that define what it names for the first time. */
  List<ObjectNode> write(RecordingLine line) {
    ObjectNode last = json.writeRecord(line);
    List<ObjectNode> written = lines;
    lines = new ArrayList<>();
    written.add(last);
    return written;
  }

  /**
   * Reads a line, and keeps what it defines.
   *
   * @throws IllegalArgumentException if it is none; the message names the field
   */
  RecordingLine read(JsonNode line) {
    RecordingLine read = json.read(RecordingLine.class, line);
    if (read instanceof RecordingLine.Define define) {
      values.put(define.name(), defined(define));
    }
    return read;
  }

  /**
   * Whose recording it is that begins with this line.
   *
   * @throws IllegalArgumentException if it is no first line, or one of another version
   */
  AgentId begin(JsonNode first) {
    JsonNode version = first.path("v");
    if (version.isIntegralNumber() && version.longValue() != RecordingLine.Recording.VERSION) {
      throw new IllegalArgumentException(
          "v: recorded by version "
              + version.asText()
              + ", this one reads "
              + RecordingLine.Recording.VERSION
              + ": replay it with the bzzz that wrote it");
    }
    if (read(first) instanceof RecordingLine.Recording head) {
      return head.agent();
    }
    throw new IllegalArgumentException("it is not the first line of a recording");
  }

  private Object defined(RecordingLine.Define define) {
    Class<?> type =
        NAMED.keySet().stream()
            .filter(each -> define.name().startsWith(JsonNames.typeName(each) + "-"))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("name: of no kind that has names"));
    if (type != SignedRecord.class) {
      return json.readRecord(type, define.value());
    }
    return RecordCodec.fromMessage(text(define.value()), verifier);
  }

  private Map<Class<?>, JsonRecords.Form> forms() {
    Map<Class<?>, JsonRecords.Form> forms = new HashMap<>();
    forms.put(AgentId.class, form(AgentId::new));
    forms.put(RepositoryId.class, form(RepositoryId::new));
    forms.put(TaskId.class, form(TaskId::parse));
    forms.put(Skill.class, form(Skill::new));
    forms.put(URI.class, form(URI::create));
    forms.put(Duration.class, form(Duration::parse));
    forms.put(Instant.class, form(Instant::parse));
    forms.put(
        byte[].class,
        form(
            bytes -> Base64.getEncoder().encodeToString((byte[]) bytes),
            text -> Base64.getDecoder().decode(text)));
    forms.put(
        CallId.class,
        form(
            call -> Long.toString(((CallId) call).value()),
            text -> new CallId(Long.parseLong(text))));
    NAMED.keySet().forEach(type -> forms.put(type, new Name(type)));
    forms.put(ClaimInput.Observed.class, new Seen());
    forms.put(ClaimInput.class, new Input());
    return forms;
  }

  private static JsonRecords.Form form(Function<String, Object> reading) {
    return form(Object::toString, reading);
  }

  private static JsonRecords.Form form(
      Function<Object, String> writing, Function<String, Object> reading) {
    return new JsonRecords.Form() {
      @Override
      public JsonNode write(Object value) {
        return JSON.textNode(writing.apply(value));
      }

      @Override
      public Object read(JsonNode node) {
        try {
          return reading.apply(text(node));
        } catch (DateTimeException e) {
          throw new IllegalArgumentException(e.getMessage(), e);
        }
      }
    };
  }

  private static String text(JsonNode node) {
    if (!node.isTextual()) {
      throw new IllegalArgumentException("not text");
    }
    return node.textValue();
  }

  /** Writes names instead of values, and a definition before the first of them. */
  private final class Name implements JsonRecords.Form {
    private final Class<?> type;

    Name(Class<?> type) {
      this.type = type;
    }

    @Override
    public JsonNode write(Object value) {
      Map<Object, String> known = names.get(type);
      String name = known.get(value);
      if (name == null) {
        name = JsonNames.typeName(type) + "-" + ++lastName;
        known.put(value, name);
        JsonNode written =
            value instanceof SignedRecord signed
                ? JSON.textNode(RecordCodec.toMessage(signed))
                : json.writeRecord(value);
        lines.add(json.writeRecord(new RecordingLine.Define(name, written)));
      }
      return JSON.textNode(name);
    }

    @Override
    public Object read(JsonNode node) {
      Object value = values.get(text(node));
      if (!type.isInstance(value)) {
        throw new IllegalArgumentException(
            "no line before this one defines a " + JsonNames.typeName(type) + " of that name");
      }
      return value;
    }
  }

  /**
   * What was observed is often the same as before, but for when: so that stands beside its name.
   */
  private final class Seen implements JsonRecords.Form {
    private static final String WHAT = "observed";
    private static final String LISTING = "listing";

    private final Name name = new Name(ClaimInput.Observed.class);

    @Override
    public JsonNode write(Object value) {
      ClaimInput.Observed observed = (ClaimInput.Observed) value;
      JsonNode what = name.write(with(observed, Optional.empty()));
      if (observed.listing().isEmpty()) {
        return what;
      }
      ObjectNode object = JSON.objectNode();
      object.set(WHAT, what);
      object.set(LISTING, json.writeRecord(observed.listing().get()));
      return object;
    }

    @Override
    public Object read(JsonNode node) {
      if (!node.isObject()) {
        return name.read(node);
      }
      if (node.size() != 2 || !node.has(WHAT) || !node.has(LISTING)) {
        throw new IllegalArgumentException("its fields are not " + WHAT + " and " + LISTING);
      }
      ClaimInput.Observed observed = (ClaimInput.Observed) name.read(node.get(WHAT));
      return with(
          observed, Optional.of(json.readRecord(ClaimInput.Listing.class, node.get(LISTING))));
    }

    private static ClaimInput.Observed with(
        ClaimInput.Observed observed, Optional<ClaimInput.Listing> listing) {
      return new ClaimInput.Observed(
          observed.candidates(), observed.views(), observed.skills(), observed.facts(), listing);
    }
  }

  /** An input may be one that has a name. */
  private final class Input implements JsonRecords.Form {
    @Override
    public JsonNode write(Object value) {
      throw new AssertionError("inputs are written by their own class");
    }

    @Override
    public Object read(JsonNode node) {
      return node.isTextual() || node.has(Seen.WHAT)
          ? json.read(ClaimInput.Observed.class, node)
          : json.readRecord(ClaimInput.class, node);
    }
  }
}
