package dev.bzzz.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Fuzz;
import dev.bzzz.p2p.Vectors;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.ProtoWriter;
import dev.bzzz.p2p.wire.WireException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gossip from anybody. */
class RpcFuzzTest {
  @Test
  void anyBytesAreAnRpcOrNone() {
    List<byte[]> samples =
        List.of(
            Vectors.bytes("gossip", "rpcSubscribe"),
            Vectors.bytes("gossip", "rpcGraft"),
            Vectors.bytes("gossip", "rpcPruneBackoff60"),
            new ProtoWriter()
                .bytes(2, Vectors.bytes("gossip", "message_withKey_asJsSends"))
                .toByteArray(),
            RpcTest.body(RpcTest.full()));

    Fuzz.of("gossip RPCs", samples)
        .refusing(WireException.class)
        .allocating(64 * 1024, 256)
        .run(
            (input, random) -> {
              Rpc rpc = Rpc.decode(input);
              byte[] written =
                  RpcTest.body(new Rpc(rpc.subscriptions(), rpc.messages(), rpc.control()));
              Rpc again = Rpc.decode(written);

              assertThat(again.control()).isEqualTo(rpc.control());
              assertThat(again.subscriptions()).isEqualTo(rpc.subscriptions());
              assertThat(RpcTest.body(again)).isEqualTo(written);
            });
  }

  @Test
  void anyBytesAreAMessageOrNone() {
    List<byte[]> samples =
        List.of(
            Vectors.bytes("gossip", "message_noKey"),
            Vectors.bytes("gossip", "message_withKey_asJsSends"),
            Vectors.bytes("gossip", "unsignedMessage"));

    Fuzz.of("gossip messages", samples)
        .refusing(WireException.class)
        .allocating(64 * 1024, 256)
        .run(
            (input, random) -> {
              SignedMessage message = SignedMessage.decode(new ProtoReader(input));
              SignatureCheck check =
                  message.check((signer, bytes, signature) -> signature.length > 0);

              assertThat(message.flaw().isPresent() && check == SignatureCheck.GENUINE).isFalse();
              assertThat(SignedMessage.decode(new ProtoReader(message.encode())).isSame(message))
                  .isTrue();
            });
  }
}
