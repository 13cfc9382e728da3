package dev.bzzz.examples.cli;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.TaskRef;
import dev.bzzz.p2p.Multiaddr;
import java.math.BigInteger;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads arguments as the types they stand for; what is none is wrong usage. */
final class Converters {
  private Converters() {}

  /** {@code owner/name}. */
  static final class ForRepository implements ITypeConverter<RepositoryName> {
    @Override
    public RepositoryName convert(String text) {
      try {
        return RepositoryName.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** {@code owner/name#12}. */
  static final class ForTask implements ITypeConverter<TaskRef> {
    @Override
    public TaskRef convert(String text) {
      return TaskRef.parse(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "a task is written owner/repo#number, not '" + text + "'"));
    }
  }

  /** The peer id of an agent. */
  static final class ForAgent implements ITypeConverter<AgentId> {
    @Override
    public AgentId convert(String text) {
      try {
        return new AgentId(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A whole number; one that is too long for the type becomes the last that is not. */
  static final class ForNumber implements ITypeConverter<Long> {
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    @Override
    public Long convert(String text) {
      if (!text.matches("[+-]?[0-9]{1,100}")) {
        throw new TypeConversionException("'" + text + "' is not a whole number");
      }
      return new BigInteger(text).max(LEAST).min(MOST).longValueExact();
    }
  }

  /** What chance begins with: any number of the type. */
  static final class ForSeed implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      Long number = new ForNumber().convert(text);
      if (!BigInteger.valueOf(number).equals(new BigInteger(text))) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is too long; a seed is from "
                + Long.MIN_VALUE
                + " to "
                + Long.MAX_VALUE);
      }
      return number;
    }
  }

  /** The name of a skill. */
  static final class ForSkill implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        return new Skill(text).name();
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Where a libp2p peer is. */
  static final class ForAddress implements ITypeConverter<Multiaddr> {
    @Override
    public Multiaddr convert(String text) {
      Multiaddr address;
      try {
        address = Multiaddr.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
      if (address.tcpSocket().isEmpty()) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is not TCP, as /ip4/127.0.0.1/tcp/4001 and /dns/example.org/tcp/4001 are");
      }
      return address;
    }
  }

  /** A channel of the mesh. */
  static final class ForTopic implements ITypeConverter<Topic> {
    @Override
    public Topic convert(String text) {
      try {
        return new Topic(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
