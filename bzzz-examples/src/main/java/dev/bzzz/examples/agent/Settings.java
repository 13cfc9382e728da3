package dev.bzzz.examples.agent;

import dev.bzzz.core.SecretReference;
import dev.bzzz.examples.agent.Written.Scalar;
import dev.bzzz.examples.agent.Written.Sequence;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of all keys that were given, and the checks of their types. */
final class Settings {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final int MAX_SHOWN = 60;

  private final Map<ConfigKey, Written> values;
  private final String file;
  private final Path folder;

  /**
   * Keeps the values.
   *
   * @param file names the file in errors about keys that are missing
   * @param folder what relative paths are relative to
   */
  Settings(Map<ConfigKey, Written> values, String file, Path folder) {
    this.values = new EnumMap<>(ConfigKey.class);
    this.values.putAll(values);
    this.file = file;
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  boolean has(ConfigKey key) {
    return values.containsKey(key);
  }

  /** Where a key's value stands; only for keys that are there. */
  String where(ConfigKey key) {
    return Optional.ofNullable(values.get(key)).map(Written::where).orElse(file);
  }

  /** Whether the value comes from an environment variable. */
  boolean byVariable(ConfigKey key) {
    return has(key) && where(key).equals(variable(key));
  }

  /** How errors name a variable. */
  static String variable(ConfigKey key) {
    return "the environment variable " + key.variable();
  }

  Optional<String> text(ConfigKey key) {
    return Optional.ofNullable(values.get(key)).map(value -> text(key, value));
  }

  String requiredText(ConfigKey key) {
    return text(key).orElseThrow(() -> missing(key));
  }

  int integer(ConfigKey key, int least, int most, int byDefault) {
    if (!has(key)) {
      return byDefault;
    }
    Written value = values.get(key);
    if (value instanceof Scalar scalar && scalar.text().matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(scalar.text());
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw wrong(key, value, "is a whole number from " + least + " to " + most);
  }

  boolean flag(ConfigKey key, boolean byDefault) {
    if (!has(key)) {
      return byDefault;
    }
    Written value = values.get(key);
    if (value instanceof Scalar scalar && scalar.text().matches("true|false")) {
      return Boolean.parseBoolean(scalar.text());
    }
    throw wrong(key, value, "is true or false");
  }

  Duration duration(ConfigKey key, Duration least, Duration most, Duration byDefault) {
    if (!has(key)) {
      return byDefault;
    }
    Written value = values.get(key);
    if (value instanceof Scalar scalar) {
      Optional<Duration> duration = duration(scalar.text());
      if (duration.filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0).isPresent()) {
        return duration.get();
      }
    }
    throw wrong(
        key, value, "is a duration such as 500ms, 5s, 10m or 2h, from " + words(least, most));
  }

  /** A path, relative to the folder of the file. */
  Optional<Path> path(ConfigKey key) {
    return text(key)
        .map(
            text -> {
              try {
                return folder.resolve(text).normalize();
              } catch (InvalidPathException e) {
                throw new ConfigException(where(key), "'" + key.path() + "' is no path");
              }
            });
  }

  Path requiredPath(ConfigKey key) {
    return path(key).orElseThrow(() -> missing(key));
  }

  /**
   * An address of a server. No error shows it, since it may hold a password.
   *
   * @param example is named in errors
   */
  Optional<URI> url(ConfigKey key, URI example) {
    return text(key)
        .map(
            text -> {
              try {
                URI url = new URI(text);
                boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
                boolean plain = url.getUserInfo() == null && url.getQuery() == null;
                if (web && url.getHost() != null && plain && url.getFragment() == null) {
                  return url;
                }
              } catch (URISyntaxException e) {
                throw wrongUrl(key, example); // its message would show the text
              }
              throw wrongUrl(key, example);
            });
  }

  private ConfigException wrongUrl(ConfigKey key, URI example) {
    return new ConfigException(
        where(key),
        "'"
            + key.path()
            + "' is an address such as "
            + example
            + ", without user name or password, query or fragment");
  }

  /**
   * Where a secret is; a relative path of a file is relative to the folder of the configuration.
   */
  Optional<SecretReference> secret(ConfigKey key) {
    return text(key)
        .map(
            text -> {
              try {
                SecretReference reference = SecretReference.parse(text);
                return reference.kind() == SecretReference.Kind.FILE
                    ? new SecretReference(
                        reference.kind(), folder.resolve(reference.target()).toString())
                    : reference;
              } catch (IllegalArgumentException e) {
                throw new ConfigException(where(key), "in '" + key.path() + "': " + e.getMessage());
              }
            });
  }

  String choice(ConfigKey key, List<String> choices, String byDefault) {
    return text(key)
        .map(
            text -> {
              if (!choices.contains(text)) {
                throw wrong(key, values.get(key), "is one of: " + String.join(", ", choices));
              }
              return text;
            })
        .orElse(byDefault);
  }

  /** A list of values that are read one by one; a variable separates them by commas. */
  <T> List<T> list(ConfigKey key, int most, Function<Scalar, T> reader) {
    if (!has(key)) {
      return List.of();
    }
    if (!(values.get(key) instanceof Sequence sequence) || sequence.items().size() > most) {
      throw wrong(key, values.get(key), "is a list of at most " + most + " values");
    }
    List<T> list = new ArrayList<>();
    for (Written item : sequence.items()) {
      list.add(item(key, item, reader));
    }
    return list;
  }

  <T> T item(ConfigKey key, Written item, Function<Scalar, T> reader) {
    try {
      text(key, item);
      return reader.apply((Scalar) item);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(item.where(), "in '" + key.path() + "': " + e.getMessage());
    }
  }

  Optional<Written> written(ConfigKey key) {
    return Optional.ofNullable(values.get(key));
  }

  ConfigException missing(ConfigKey key) {
    return new ConfigException(
        file, "'" + key.path() + "' is missing; write it there or set " + key.variable());
  }

  ConfigException wrong(ConfigKey key, Written value, String rule) {
    String found =
        value instanceof Scalar scalar && scalar.type() != Scalar.Type.EMPTY
            ? "'" + shown(scalar.text()) + "'"
            : value.kind();
    return new ConfigException(value.where(), "'" + key.path() + "' " + rule + ", not " + found);
  }

  static ConfigException unknown(String where, String key, Collection<String> known) {
    return new ConfigException(
        where, "unknown key '" + shown(key) + "'" + Suggestion.of(key, known));
  }

  private String text(ConfigKey key, Written value) {
    if (value instanceof Scalar scalar && scalar.type() == Scalar.Type.TEXT) {
      if (scalar.text().isBlank() || scalar.text().chars().anyMatch(Character::isISOControl)) {
        throw new ConfigException(
            value.where(), "'" + key.path() + "' is one line of text and not empty");
      }
      return scalar.text();
    }
    throw new ConfigException(
        value.where(), "'" + key.path() + "' is a text, but here stands " + value.kind());
  }

  private static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        });
  }

  private static String words(Duration least, Duration most) {
    return words(least) + " to " + words(most);
  }

  private static String words(Duration duration) {
    if (duration.toMillisPart() > 0) {
      return duration.toMillis() + "ms";
    }
    if (duration.toSecondsPart() > 0) {
      return duration.toSeconds() + "s";
    }
    return duration.toMinutesPart() > 0 ? duration.toMinutes() + "m" : duration.toHours() + "h";
  }

  private static String shown(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
