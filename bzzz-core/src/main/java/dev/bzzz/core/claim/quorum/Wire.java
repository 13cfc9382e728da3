package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.repo.RepositoryId;
import java.nio.charset.StandardCharsets;

/**
 * Signs questions and answers, and reads them back.
 *
 * <p>A question's signature covers network, repository, membership, asker, a fresh nonce and the
 * question with its task and ballot. An answer's covers the SHA-256 of the very question. So a
 * message counts where it was meant to count and nowhere else. A question that is played again asks
 * for what was done already or is refused as too old; an answer that is played again is no answer
 * to any later question.
 */
final class Wire {
  /** The protocol on the mesh. */
  static final String PROTOCOL = "/bzzz/quorum/1";

  /** How many random bytes make a question unique. */
  static final int NONCE_BYTES = 16;

  private static final byte[] ASKS = domain("bzzz-quorum-question/1");
  private static final byte[] ANSWERS = domain("bzzz-quorum-answer/1");

  private Wire() {}

  /**
   * A question as it was asked.
   *
   * @param from who asks, proven by the signature
   * @param network of the asker
   * @param repository whose claims it is about
   * @param epoch of the membership
   * @param membership which one
   * @param question what is asked
   */
  record Request(
      AgentId from,
      String network,
      RepositoryId repository,
      long epoch,
      String membership,
      Question question) {}

  /** The bytes that ask. */
  static byte[] ask(Request request, byte[] nonce, Signer signer) {
    byte[] body =
        Bytes.of(
            out -> {
              out.writeUTF(request.from().value());
              out.writeUTF(request.network());
              out.writeUTF(request.repository().value());
              out.writeLong(request.epoch());
              out.writeUTF(request.membership());
              out.write(nonce);
              Question.write(request.question(), out);
            });
    return signed(body, signer.sign(joined(ASKS, body)));
  }

  /**
   * Reads a question.
   *
   * @throws IllegalArgumentException if it is malformed, too long or not signed by its asker
   */
  static Request question(byte[] data, Verifier verifier, Records records) {
    Signed signed = Signed.read(data);
    return Bytes.parse(
        signed.body(),
        in -> {
          AgentId from = new AgentId(in.readUTF());
          // Before anything else is read: records are parsed for those only who sign.
          if (!verifier.verify(from, joined(ASKS, signed.body()), signed.signature())) {
            throw new IllegalArgumentException("the question is not signed by " + from);
          }
          String network = in.readUTF();
          RepositoryId repository = new RepositoryId(in.readUTF());
          long epoch = in.readLong();
          String membership = in.readUTF();
          Bytes.read(in, NONCE_BYTES);
          Question question = Question.read(in, repository, records);
          return new Request(from, network, repository, epoch, membership, question);
        });
  }

  /** The bytes that answer a question. */
  static byte[] answer(byte[] question, Answer answer, Signer signer) {
    byte[] body = Bytes.of(out -> Answer.write(answer, out));
    return signed(body, signer.sign(joined(ANSWERS, Bytes.sha256(question), body)));
  }

  /**
   * Reads the answer of a voter to a question.
   *
   * @throws IllegalArgumentException if it is malformed or not this voter's answer to this question
   */
  static Answer answer(byte[] data, Asked asked, AgentId voter, Verifier verifier) {
    Signed signed = Signed.read(data);
    byte[] message = joined(ANSWERS, Bytes.sha256(asked.question()), signed.body());
    if (!verifier.verify(voter, message, signed.signature())) {
      throw new IllegalArgumentException("the answer is not signed by " + voter);
    }
    return Bytes.parse(signed.body(), in -> Answer.read(in, asked.repository(), asked.records()));
  }

  /**
   * What an answer is read against.
   *
   * @param question the bytes that asked
   * @param repository what they were about
   * @param records checks records
   */
  record Asked(byte[] question, RepositoryId repository, Records records) {}

  private record Signed(byte[] body, byte[] signature) {
    static Signed read(byte[] data) {
      if (data.length > Mesh.MAX_MESSAGE_BYTES) {
        throw new IllegalArgumentException("longer than " + Mesh.MAX_MESSAGE_BYTES + " bytes");
      }
      return Bytes.parse(data, in -> new Signed(Bytes.read(in), Bytes.read(in)));
    }
  }

  private static byte[] signed(byte[] body, byte[] signature) {
    return Bytes.of(
        out -> {
          Bytes.write(out, body);
          Bytes.write(out, signature);
        });
  }

  private static byte[] joined(byte[]... parts) {
    return Bytes.of(
        out -> {
          for (byte[] part : parts) {
            out.write(part);
          }
        });
  }

  private static byte[] domain(String name) {
    return (name + "\0").getBytes(StandardCharsets.US_ASCII);
  }
}
