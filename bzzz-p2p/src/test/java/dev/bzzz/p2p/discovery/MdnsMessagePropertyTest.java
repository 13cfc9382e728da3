package dev.bzzz.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.discovery.MdnsMessage.Data;
import dev.bzzz.p2p.discovery.MdnsMessage.Entry;
import dev.bzzz.p2p.discovery.MdnsMessage.Question;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MdnsMessagePropertyTest {
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void whatIsWrittenIsRead(@ForAll("messages") MdnsMessage message) {
    byte[] bytes = message.encode();

    MdnsMessage read = MdnsMessage.decode(bytes).orElseThrow();

    assertThat(read.questions()).isEqualTo(message.questions());
    assertThat(read.answers()).hasSameSizeAs(message.answers());
    assertThat(read.encode()).isEqualTo(bytes);
  }

  @Provide
  Arbitrary<MdnsMessage> messages() {
    Arbitrary<List<Question>> questions =
        Combinators.combine(
                names(), Arbitraries.of(1, 12, 16, 28, 33, 255), Arbitraries.of(true, false))
            .as(Question::new)
            .list()
            .ofMaxSize(4);
    return Combinators.combine(
            Arbitraries.integers().between(0, 0xffff),
            Arbitraries.of(true, false),
            questions,
            entries().list().ofMaxSize(8),
            entries().list().ofMaxSize(8))
        .as(MdnsMessage::new);
  }

  private static Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('0', '9')
        .withChars('-', '_')
        .ofMinLength(1)
        .ofMaxLength(20)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(labels -> String.join(".", labels));
  }

  private static Arbitrary<Entry> entries() {
    return Combinators.combine(
            names(),
            data(),
            Arbitraries.of(true, false),
            Arbitraries.longs().between(0, 0xffff_ffffL))
        .as((name, data, unique, ttl) -> new Entry(name, type(data), unique, ttl, data));
  }

  private static Arbitrary<Data> data() {
    Arbitrary<byte[]> strings = Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(255);
    return Arbitraries.oneOf(
        names().map(MdnsMessage.Pointer::new),
        strings.list().ofMaxSize(3).map(MdnsMessage.Texts::new),
        Combinators.combine(Arbitraries.integers().between(0, 0xffff), names())
            .as(MdnsMessage.Service::new),
        Arbitraries.of(4, 16).map(length -> new MdnsMessage.Address(new byte[length])));
  }

  private static int type(Data data) {
    if (data instanceof MdnsMessage.Address address) {
      return address.bytes().length == 4 ? MdnsMessage.TYPE_A : MdnsMessage.TYPE_AAAA;
    }
    if (data instanceof MdnsMessage.Texts) {
      return MdnsMessage.TYPE_TXT;
    }
    return data instanceof MdnsMessage.Service ? MdnsMessage.TYPE_SRV : MdnsMessage.TYPE_PTR;
  }
}
