package dev.bzzz.examples.agent;

import dev.bzzz.core.AddressLogin;
import dev.bzzz.examples.agent.Written.Entry;
import dev.bzzz.examples.agent.Written.Scalar;
import dev.bzzz.examples.agent.Written.Sequence;
import dev.bzzz.examples.agent.Written.Table;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads the small part of YAML that a configuration needs, and keeps the lines: one document of
 * tables, lists and scalars, without anchors, aliases or tags. Any bytes give a table or one error.
 */
final class YamlReader {
  /** Longest file that is read. */
  static final int MAX_BYTES = 256 * 1024;

  private static final int MAX_DEPTH = 8;

  private final String file;

  private YamlReader(String file) {
    this.file = file;
  }

  /**
   * Reads the bytes of a file.
   *
   * @param file names it in errors
   * @throws ConfigException if they are not what is described above
   */
  static Table read(byte[] bytes, String file) {
    return new YamlReader(file).read(bytes);
  }

  private Table read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new ConfigException(at(1, 1), "it is longer than " + MAX_BYTES + " bytes");
    }
    String text = decode(bytes);
    try {
      checkEvents(text);
      Node root = yaml().compose(new StringReader(text));
      if (root == null) {
        throw new ConfigException(at(1, 1), "it is empty; 'bzzz init' writes one to start from");
      }
      if (convert(root) instanceof Table table) {
        return table;
      }
      throw new ConfigException(at(root), "it is not a list of 'key: value' lines");
    } catch (MarkedYAMLException e) {
      throw new ConfigException(at(e.getProblemMark()), problem(e));
    } catch (YAMLException e) { // without a place: characters that YAML does not allow
      throw notPrintable(text);
    }
  }

  /** Malformed UTF-8 is an error at its line. */
  private String decode(byte[] bytes) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer characters = CharBuffer.allocate(bytes.length);
    var result = decoder.decode(ByteBuffer.wrap(bytes), characters, true);
    String text = characters.flip().toString();
    if (result.isError()) {
      throw new ConfigException(end(text), "it is not in UTF-8 here; save it as UTF-8");
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Bounds what the composer will meet: it knows no limit for aliases, and recurses. */
  private void checkEvents(String text) {
    int depth = 0;
    for (Event event : yaml().parse(new StringReader(text))) {
      Mark mark = event.getStartMark();
      if (event instanceof AliasEvent
          || (event instanceof NodeEvent node && node.getAnchor() != null)) {
        throw new ConfigException(
            at(mark), "anchors (&) and aliases (*) are not supported; write the value out");
      }
      if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        throw new ConfigException(at(mark), "it is nested more than " + MAX_DEPTH + " deep");
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
  }

  private Written convert(Node node) {
    if (node instanceof MappingNode mapping && mapping.getTag().equals(Tag.MAP)) {
      return table(mapping);
    }
    if (node instanceof SequenceNode sequence && sequence.getTag().equals(Tag.SEQ)) {
      List<Written> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(convert(item)));
      return new Sequence(at(node), items);
    }
    if (node instanceof ScalarNode scalar && scalar.getTag().startsWith(Tag.PREFIX)) {
      return new Scalar(at(node), scalar.getValue(), type(scalar));
    }
    throw new ConfigException(at(node), "tags (!) are not supported; write the plain value");
  }

  private Table table(MappingNode mapping) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Node> seen = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new ConfigException(at(tuple.getKeyNode()), "a key is a single word");
      }
      if (AddressLogin.in(key.getValue())) {
        throw new ConfigException(
            at(key), "a key is a single word, and no address with a password or token in it");
      }
      Node earlier = seen.putIfAbsent(key.getValue(), key);
      if (earlier != null) {
        throw new ConfigException(
            at(key),
            "the key '"
                + key.getValue()
                + "' stands here a second time, first in line "
                + (earlier.getStartMark().getLine() + 1)
                + "; keep one");
      }
      entries.add(new Entry(at(key), key.getValue(), convert(tuple.getValueNode())));
    }
    return new Table(at(mapping), entries);
  }

  private static Scalar.Type type(ScalarNode scalar) {
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.STR)) {
      return Scalar.Type.TEXT;
    }
    if (tag.equals(Tag.INT)) {
      return Scalar.Type.INTEGER;
    }
    return tag.equals(Tag.NULL) ? Scalar.Type.EMPTY : Scalar.Type.OTHER;
  }

  private static String problem(MarkedYAMLException e) {
    String problem = e.getProblem() == null ? "it is not YAML" : e.getProblem();
    return problem.contains("\\t")
        ? "a tab stands where YAML wants spaces; indent with spaces"
        : "it is not YAML: " + problem.lines().findFirst().orElse("").strip();
  }

  private ConfigException notPrintable(String text) {
    int index = 0;
    while (index < text.length()
        && org.yaml.snakeyaml.reader.StreamReader.isPrintable(text.codePointAt(index))) {
      index += Character.charCount(text.codePointAt(index));
    }
    return new ConfigException(
        end(text.substring(0, index)), "a character stands here that YAML does not allow");
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    return new Yaml(options);
  }

  private String end(String text) {
    long line = text.chars().filter(c -> c == '\n').count() + 1;
    return at(line, text.length() - text.lastIndexOf('\n'));
  }

  private String at(Node node) {
    return at(node.getStartMark());
  }

  private String at(Mark mark) {
    return at(mark.getLine() + 1L, mark.getColumn() + 1L);
  }

  private String at(long line, long column) {
    return file + ", line " + line + ", column " + column;
  }
}
