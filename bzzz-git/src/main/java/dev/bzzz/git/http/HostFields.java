package dev.bzzz.git.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.PermanentException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An object that a host sent, read liberally: what is missing, null or of another type is empty,
 * unless nothing can be done without it.
 *
 * @param json the object
 */
public record HostFields(JsonNode json) {
  /** A text; empty when there is none. */
  public String text(String name) {
    return json.path(name).asText("");
  }

  /** A text, or the text of that name in the object of that name; empty when there is none. */
  public String text(String object, String name) {
    return json.path(object).path(name).asText("");
  }

  /** A text that is there. */
  public Optional<String> optional(String name) {
    return Optional.of(text(name)).filter(text -> !text.isEmpty());
  }

  /** A number; 0 when there is none. */
  public long number(String name) {
    return json.path(name).asLong(0);
  }

  /**
   * The number by which an issue or pull request is known in its repository.
   *
   * @throws PermanentException if it is none from 1 to 2^53-1
   */
  public long requireNumber(String name) {
    long number = number(name);
    if (number < 1 || number >= 1L << 53) {
      throw new PermanentException(
          "cannot read what the host sent: \""
              + name
              + "\" is no number from 1 on; check the address of the API and the kind of host");
    }
    return number;
  }

  /** A time with its offset, such as {@code 2026-01-02T03:04:05Z}. */
  public Optional<Instant> time(String name) {
    try {
      return optional(name).map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty(); // some hosts have none, or 0001-01-01 without one
    }
  }

  /** Whether something is there and not null. */
  public boolean has(String name) {
    return json.hasNonNull(name);
  }

  /** True or false; false when it is missing. */
  public boolean flag(String name) {
    return json.path(name).asBoolean(false);
  }

  /** Names in a list, which holds texts or objects that have a {@code name}; ordered. */
  public Set<String> names(String list) {
    Set<String> names = new TreeSet<>();
    json.path(list)
        .forEach(
            each -> {
              String name = each.isTextual() ? each.textValue() : each.path("name").asText("");
              if (!name.isBlank()) {
                names.add(name);
              }
            });
    return names;
  }

  /** What tells an item of a list from others: its id, or all of it where ids are 0. */
  public static Object key(JsonNode item) {
    long id = item.path("id").asLong(0);
    return id > 0 ? (Object) id : item;
  }
}
