package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.discovery.MdnsMessage.Address;
import dev.bzzz.p2p.discovery.MdnsMessage.Data;
import dev.bzzz.p2p.discovery.MdnsMessage.Entry;
import dev.bzzz.p2p.discovery.MdnsMessage.Pointer;
import dev.bzzz.p2p.discovery.MdnsMessage.Question;
import dev.bzzz.p2p.discovery.MdnsMessage.Service;
import dev.bzzz.p2p.discovery.MdnsMessage.Texts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes one DNS message; a name whose end was written before points there. */
final class MdnsWriter {
  private static final int RESPONSE_AUTHORITATIVE = 0x8400;
  private static final int CLASS_IN = 1;
  private static final int TOP_BIT = 0x8000;
  private static final int POINTER = 0xc000;
  private static final int MAX_LABEL_BYTES = 63;
  private static final int MAX_STRING_BYTES = 255;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
  private final Map<String, Integer> written = new TreeMap<>();

  private MdnsWriter() {}

  static byte[] write(MdnsMessage message) {
    MdnsWriter writer = new MdnsWriter();
    writer.u16(message.id());
    writer.u16(message.response() ? RESPONSE_AUTHORITATIVE : 0);
    writer.u16(message.questions().size());
    writer.u16(message.answers().size());
    writer.u16(0);
    writer.u16(message.additionals().size());
    message.questions().forEach(writer::question);
    message.answers().forEach(writer::entry);
    message.additionals().forEach(writer::entry);
    require(writer.out.size() <= MdnsMessage.MAX_BYTES, "a message of this length");
    return writer.out.toByteArray();
  }

  private void question(Question question) {
    name(question.name());
    u16(question.type());
    u16(CLASS_IN | (question.unicast() ? TOP_BIT : 0));
  }

  private void entry(Entry entry) {
    name(entry.name());
    u16(entry.type());
    u16(CLASS_IN | (entry.unique() ? TOP_BIT : 0));
    u16((int) (entry.ttlSeconds() >>> 16));
    u16((int) entry.ttlSeconds());
    // Names in the data may be pointers, so its length is known only when it is written.
    MdnsWriter data = new MdnsWriter();
    data.written.putAll(written);
    data.data(entry.data());
    u16(data.out.size());
    out.writeBytes(data.out.toByteArray());
  }

  private void data(Data data) {
    if (data instanceof Pointer pointer) {
      nameInData(pointer.name());
    } else if (data instanceof Texts texts) {
      texts(texts.strings());
    } else if (data instanceof Service service) {
      u16(0);
      u16(0);
      u16(service.port());
      nameInData(service.host());
    } else if (data instanceof Address address) {
      out.writeBytes(address.bytes());
    } else {
      throw new IllegalArgumentException("cannot write " + data);
    }
  }

  private void texts(List<byte[]> strings) {
    if (strings.isEmpty()) {
      out.write(0); // RFC 6763 section 6.1: never no string at all
    }
    for (byte[] string : strings) {
      require(string.length <= MAX_STRING_BYTES, "a string of this length");
      out.write(string.length);
      out.writeBytes(string);
    }
  }

  /** Points to what was written before, but nothing points into the data: offsets differ there. */
  private void nameInData(String name) {
    name(name, false);
  }

  private void name(String name) {
    name(name, true);
  }

  private void name(String name, boolean remember) {
    String rest = name;
    while (!rest.isEmpty()) {
      Integer before = written.get(rest);
      if (before != null) {
        u16(POINTER | before);
        return;
      }
      if (remember) {
        written.put(rest, out.size());
      }
      int dot = rest.indexOf('.');
      label(dot < 0 ? rest : rest.substring(0, dot));
      rest = dot < 0 ? "" : rest.substring(dot + 1);
    }
    out.write(0);
  }

  private void label(String label) {
    byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
    require(bytes.length > 0 && bytes.length <= MAX_LABEL_BYTES, "the label '" + label + "'");
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  private void u16(int value) {
    out.write(value >>> 8);
    out.write(value);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("cannot write " + what);
    }
  }
}
