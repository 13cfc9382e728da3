package dev.bzzz.p2p;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Bytes that other implementations made of the key with the seed 00, 01, …, 1f. */
public final class Vectors {
  private static final JsonNode ROOT = read();

  private Vectors() {}

  /** The text at this path, such as {@code "gossip", "signature"}. */
  public static String text(String... path) {
    return node(path).asText();
  }

  /** The bytes at this path. */
  public static byte[] bytes(String... path) {
    return HexFormat.of().parseHex(text(path));
  }

  /** Names and bytes at this path. */
  public static Map<String, byte[]> all(String... path) {
    Map<String, byte[]> all = new TreeMap<>();
    node(path)
        .properties()
        .forEach(each -> all.put(each.getKey(), HexFormat.of().parseHex(each.getValue().asText())));
    return all;
  }

  private static JsonNode node(String... path) {
    JsonNode node = ROOT;
    for (String name : path) {
      node = node.required(name);
    }
    return node;
  }

  private static JsonNode read() {
    try (InputStream in = Vectors.class.getResourceAsStream("libp2p-vectors.json")) {
      return JsonMapper.builder().build().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
