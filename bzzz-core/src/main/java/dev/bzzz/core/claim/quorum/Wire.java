package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.repo.RepositoryId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Signs questions and answers, and reads them back.
 *
 * <p>A question's signature covers network, repository, membership, asker, a fresh nonce and the
 * question with its task and ballot. An answer's covers the SHA-256 of the very question. So a
 * message counts where it was meant to count and nowhere else. A question that is played again asks
 * for what was done already or is refused as too old; an answer that is played again is no answer
 * to any later question.
 *
 * <p>Two peers that have a {@link Session} prove the same bytes with its secret instead; an answer
 * then names the question by the question's tag.
 */
final class Wire {
  /** The protocol on the mesh. */
  static final String PROTOCOL = "/bzzz/quorum/2";

  /** How many random bytes make a question unique. */
  static final int NONCE_BYTES = 16;

  private static final byte[] ASKS = domain("bzzz-quorum-question/1");
  private static final byte[] ANSWERS = domain("bzzz-quorum-answer/1");

  private static final int UNKNOWN_SESSION = 'x';

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

  /** What a question says, as bytes that are still to be proven. */
  static byte[] body(Request request, byte[] nonce) {
    return Bytes.of(
        out -> {
          out.writeUTF(request.from().value());
          out.writeUTF(request.network());
          out.writeUTF(request.repository().value());
          out.writeLong(request.epoch());
          out.writeUTF(request.membership());
          out.write(nonce);
          Question.write(request.question(), out);
        });
  }

  /**
   * The bytes that ask any voter.
   *
   * @param key the asker's for sessions; empty when it wants none
   */
  static byte[] ask(byte[] body, byte[] key, Signer signer) {
    byte[] signature = signer.sign(joined(ASKS, introduction(key), body));
    return signed(body, key, signature);
  }

  /** The bytes that ask one voter. */
  static byte[] ask(byte[] body, Session session) {
    return Bytes.of(
        out -> {
          out.writeByte(Letter.IN_SESSION);
          Bytes.write(out, body);
          out.writeLong(session.id());
          Bytes.write(out, session.tag(ASKS, body));
        });
  }

  /**
   * Reads a question.
   *
   * @param session the one it was sent in, if the voter knows it
   * @throws IllegalArgumentException if it is malformed or its asker has not proven it
   */
  static Request question(Letter letter, Optional<Session> session, Records records) {
    String name = letter.asker();
    AgentId asker =
        session
            .map(Session::peer)
            .filter(peer -> peer.value().equals(name))
            .orElseGet(() -> new AgentId(name));
    // Before anything else is read: records are parsed for those only who prove who they are.
    boolean proven =
        letter.session().isPresent()
            ? session.filter(own -> letter.isOf(own, ASKS) && own.peer().equals(asker)).isPresent()
            : records
                .verifier()
                .verify(
                    asker, joined(ASKS, introduction(letter.key()), letter.body()), letter.proof());
    if (!proven) {
      throw new IllegalArgumentException("the question is not signed by " + asker);
    }
    return Bytes.parse(
        letter.body(),
        in -> {
          in.readUTF(); // the asker
          String network = in.readUTF();
          RepositoryId repository = new RepositoryId(in.readUTF());
          long epoch = in.readLong();
          String membership = in.readUTF();
          Bytes.read(in, NONCE_BYTES);
          Question question = Question.read(in, repository, records);
          return new Request(asker, network, repository, epoch, membership, question);
        });
  }

  /**
   * The bytes that answer a question.
   *
   * @param key the voter's for sessions; empty when it wants none
   */
  static byte[] answer(byte[] question, Answer answer, byte[] key, Signer signer) {
    byte[] body = Bytes.of(out -> Answer.write(answer, out));
    byte[] message = joined(ANSWERS, Bytes.sha256(question), introduction(key), body);
    return signed(body, key, signer.sign(message));
  }

  /** The bytes that answer a question of a session. */
  static byte[] answer(byte[] question, Answer answer, Session session) {
    byte[] body = Bytes.of(out -> Answer.write(answer, out));
    return Bytes.of(
        out -> {
          out.writeByte(Letter.IN_SESSION);
          Bytes.write(out, body);
          out.writeLong(session.id());
          Bytes.write(out, session.tag(ANSWERS, proof(question), body));
        });
  }

  /** The answer of a voter that does not know the session; it proves nothing and needs not. */
  static byte[] unknownSession() {
    return new byte[] {UNKNOWN_SESSION};
  }

  static boolean isUnknownSession(byte[] answer) {
    return answer.length == 1 && answer[0] == UNKNOWN_SESSION;
  }

  /**
   * Reads the answer of a voter to a question. The proof has to be of the question's own kind.
   *
   * @throws IllegalArgumentException if it is malformed or not this voter's answer to this question
   */
  static Answer answer(Letter letter, Asked asked, AgentId voter) {
    Optional<Session> session = asked.session();
    boolean proven =
        session.isPresent()
            ? letter.isOf(session.get(), ANSWERS, proof(asked.question()))
            : letter.session().isEmpty()
                && asked
                    .records()
                    .verifier()
                    .verify(
                        voter,
                        joined(
                            ANSWERS,
                            Bytes.sha256(asked.question()),
                            introduction(letter.key()),
                            letter.body()),
                        letter.proof());
    if (!proven) {
      throw new IllegalArgumentException("the answer is not signed by " + voter);
    }
    return Bytes.parse(letter.body(), in -> Answer.read(in, asked.repository(), asked.records()));
  }

  /**
   * What an answer is read against.
   *
   * @param question the bytes that asked
   * @param session in which session; empty when they were signed
   * @param repository what they were about
   * @param records checks records
   */
  record Asked(
      byte[] question, Optional<Session> session, RepositoryId repository, Records records) {}

  /** The end of a question of a session: its tag, which stands for all of it. */
  private static byte[] proof(byte[] question) {
    return Arrays.copyOfRange(
        question, Math.max(0, question.length - Session.TAG_BYTES), question.length);
  }

  private static byte[] signed(byte[] body, byte[] key, byte[] signature) {
    return Bytes.of(
        out -> {
          out.writeByte(Letter.SIGNED);
          Bytes.write(out, body);
          Bytes.write(out, key);
          Bytes.write(out, signature);
        });
  }

  /** A key with its length, so that no part of it can be taken for a part of the body. */
  private static byte[] introduction(byte[] key) {
    return Bytes.of(out -> Bytes.write(out, key));
  }

  static byte[] joined(byte[]... parts) {
    return Bytes.of(
        out -> {
          for (byte[] part : parts) {
            out.write(part);
          }
        });
  }

  /** What is signed or proven for one purpose begins with this, and nothing else does. */
  static byte[] domain(String name) {
    return (name + "\0").getBytes(StandardCharsets.US_ASCII);
  }
}
