package dev.bzzz.examples.agent;

import java.util.List;

/** A value of the configuration as somebody wrote it, with the place where it stands. */
sealed interface Written {
  /** File with line and column, or environment variable; for errors. */
  String where();

  /** What it is, for errors. */
  String kind();

  /** A single value. */
  record Scalar(String where, String text, Type type) implements Written {
    /** What YAML makes of a scalar. */
    enum Type {
      TEXT("text"),
      INTEGER("a number"),
      /** A fraction, a truth value, a date: nothing that any key wants. */
      OTHER("no text; put it in quotes"),
      EMPTY("nothing");

      private final String words;

      Type(String words) {
        this.words = words;
      }
    }

    @Override
    public String kind() {
      return type.words;
    }
  }

  /** A list of values. */
  record Sequence(String where, List<Written> items) implements Written {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys with their values, in the order they were written; no key twice. */
  record Table(String where, List<Entry> entries) implements Written {
    public Table {
      entries = List.copyOf(entries);
    }

    @Override
    public String kind() {
      return "a group of keys";
    }
  }

  /** One key of a table. */
  record Entry(String where, String key, Written value) {}
}
