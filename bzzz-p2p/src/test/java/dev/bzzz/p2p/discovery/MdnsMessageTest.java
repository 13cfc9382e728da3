package dev.bzzz.p2p.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.discovery.MdnsMessage.Entry;
import dev.bzzz.p2p.discovery.MdnsMessage.Pointer;
import dev.bzzz.p2p.discovery.MdnsMessage.Question;
import dev.bzzz.p2p.discovery.MdnsMessage.Service;
import dev.bzzz.p2p.discovery.MdnsMessage.Texts;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MdnsMessageTest {
  private static final String HEADER_OF_QUERY = "000000000001000000000000";
  private static final String SERVICE = "045f703270045f756470056c6f63616c00";

  private static byte[] hex(String... parts) {
    return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
  }

  private static MdnsMessage decode(byte[] bytes) {
    return MdnsMessage.decode(bytes).orElseThrow();
  }

  @Test
  void theQueryIsTheOneThatEveryPeerSends() {
    byte[] query = MdnsMessage.query("_p2p._udp.local", MdnsMessage.TYPE_PTR).encode();

    assertThat(query).isEqualTo(hex(HEADER_OF_QUERY, SERVICE, "000c 0001"));
    assertThat(decode(query).questions())
        .containsExactly(new Question("_p2p._udp.local", MdnsMessage.TYPE_PTR, false));
  }

  @Test
  void aResponseRepeatsNoNameThatItHasWritten() {
    Entry pointer =
        new Entry(
            "_p2p._udp.local", MdnsMessage.TYPE_PTR, false, 120, new Pointer("a._p2p._udp.local"));
    Entry text =
        new Entry(
            "a._p2p._udp.local",
            MdnsMessage.TYPE_TXT,
            true,
            120,
            new Texts(List.of("x".getBytes(UTF_8))));
    Entry service =
        new Entry(
            "a._p2p._udp.local", MdnsMessage.TYPE_SRV, true, 120, new Service(4001, "a.local"));

    byte[] response = MdnsMessage.response(List.of(pointer), List.of(text, service)).encode();

    assertThat(response)
        .isEqualTo(
            hex(
                "0000 8400 0000 0001 0000 0002",
                SERVICE + "000c 0001 00000078 0004 0161c00c",
                "0161c00c 0010 8001 00000078 0002 0178",
                "c02b 0021 8001 00000078 000a 0000 0000 0fa1 0161c016"));
    MdnsMessage read = decode(response);
    assertThat(read.response()).isTrue();
    assertThat(read.answers()).containsExactly(pointer);
    assertThat(read.additionals()).hasSize(2).contains(service);
  }

  @Test
  void namesAreComparedWithoutRegardToCase() {
    MdnsMessage query =
        decode(hex(HEADER_OF_QUERY, "045f503250045f554450054c6f63614c00 000c 0001"));

    assertThat(query.questions().get(0).asks("_p2p._udp.local", MdnsMessage.TYPE_PTR)).isTrue();
  }

  @Test
  void aDotWithinALabelIsNotTheOneBetweenLabels() {
    MdnsMessage query = decode(hex(HEADER_OF_QUERY, "03612e62 00 000c 0001"));

    assertThat(query.questions().get(0).name()).isEqualTo("a\\.b");
  }

  @Test
  void theTopBitOfTheClassAsksForAnAnswerToTheAskerAlone() {
    MdnsMessage query = decode(hex(HEADER_OF_QUERY, SERVICE, "000c 8001"));

    assertThat(query.questions().get(0).unicast()).isTrue();
  }

  @Test
  void questionsOfAnotherClassAreLeftOut() {
    assertThat(decode(hex(HEADER_OF_QUERY, SERVICE, "000c 0003")).questions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a pointer to itself, c00c 000c 0001",
    "a pointer forwards, c020 000c 0001",
    "a pointer to a pointer back, 0161 c00c 000c 0001",
    "a pointer out of the message, ffff 000c 0001",
    "half a pointer, c0",
    "a label of a reserved kind, 4161 00 000c 0001",
    "a label that is cut off, 3f6161",
    "a name without an end, 0161",
    "a question without a class, 0161 00 000c"
  })
  void aMalformedQuestionMakesTheMessageNone(String what, String question) {
    assertThat(MdnsMessage.decode(hex(HEADER_OF_QUERY, question))).as(what).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "no header, 0000000000",
    "an operation code, 000008000000000000000000",
    "an error, 000080030000000000000000",
    "an address of three bytes, 000084000000000100000000 0161000001000100000078 0003 7f0000",
    "a text that is longer than its record, 000084000000000100000000 0161000010000100000078 0002"
        + " 0561",
    "a name that is longer than its record, 000084000000000100000000 016100000c000100000078 0001"
        + " 016100",
    "data that is cut off, 000084000000000100000000 0161000010000100000078 00ff 01"
  })
  void aMalformedMessageIsNone(String what, String message) {
    assertThat(MdnsMessage.decode(hex(message))).as(what).isEmpty();
  }

  @Test
  void aNameThatGrowsThroughPointersIsNone() {
    // given: each name is a label and a pointer to the name before, so that the fifth is too long
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(hex("000000000005000000000000"));
    int before = -1;
    for (int i = 0; i < 5; i++) {
      int at = message.size();
      message.write(63);
      message.writeBytes("a".repeat(63).getBytes(UTF_8));
      if (before < 0) {
        message.write(0);
      } else {
        message.write(0xc0 | before >> 8);
        message.write(before);
      }
      message.writeBytes(hex("000c0001"));
      before = at;
    }

    assertThat(MdnsMessage.decode(message.toByteArray())).isEmpty();
  }

  @Test
  void moreThanSoManyPointersInANameAreNotFollowed() {
    // given: a chain of pointers, hidden in a text
    ByteArrayOutputStream chain = new ByteArrayOutputStream();
    chain.writeBytes(hex("000084000000000200000000", "00 0010 0001 00000078 0040", "00"));
    int start = chain.size();
    for (int i = 0; i < MdnsReader.MAX_POINTERS + 2; i++) {
      chain.write(0xc0);
      chain.write(i == 0 ? start - 1 : start + 2 * (i - 1));
    }
    byte[] message = new byte[start + 63 + 2 + 10];
    System.arraycopy(chain.toByteArray(), 0, message, 0, chain.size());
    message[start - 1] = 0;
    int question = start + 63;
    message[question] = (byte) 0xc0;
    message[question + 1] = (byte) (start + 2 * (MdnsReader.MAX_POINTERS + 1));

    assertThat(MdnsMessage.decode(message)).isEmpty();
  }

  @Test
  void oversizeDatagramsAreNotRead() {
    byte[] longest = new byte[MdnsMessage.MAX_BYTES];
    byte[] longer = new byte[MdnsMessage.MAX_BYTES + 1];

    assertThat(MdnsMessage.decode(longest)).isPresent();
    assertThat(MdnsMessage.decode(longer)).isEmpty();
  }

  @Test
  void ofThousandsOfQuestionsOnlyTheFirstAreRead() {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(hex("0000 0000 ffff 0000 0000 0000", SERVICE, "000c 0001"));
    while (message.size() + 6 <= MdnsMessage.MAX_BYTES) {
      message.writeBytes(hex("c00c 000c 0001"));
    }

    assertThat(decode(message.toByteArray()).questions()).hasSize(MdnsMessage.MAX_ENTRIES);
  }

  @Test
  void whatDoesNotFitIsNotWritten() {
    List<Entry> many = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      many.add(
          new Entry("a.local", MdnsMessage.TYPE_TXT, false, 1, new Texts(List.of(new byte[200]))));
    }

    assertThatThrownBy(() -> MdnsMessage.response(many, List.of()).encode())
        .hasMessageContaining("length");
    assertThatThrownBy(() -> MdnsMessage.query("a".repeat(64), 1).encode())
        .hasMessageContaining("label");
  }
}
