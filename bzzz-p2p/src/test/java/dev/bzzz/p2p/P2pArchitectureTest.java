package dev.bzzz.p2p;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName.Predicates;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.machine.Driver;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Calendar;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules the mesh on the network lives by. */
class P2pArchitectureTest {
  /** Each rule is a test, on its own and among the others rather than after them. */
  @TestFactory
  Stream<DynamicTest> everyRuleHolds() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.bzzz.p2p");
    return Stream.of(P2pArchitectureTest.class.getDeclaredFields())
        .filter(field -> field.getType().equals(ArchRule.class))
        .map(
            field ->
                DynamicTest.dynamicTest(
                    field.getName(), () -> ((ArchRule) field.get(null)).check(classes)));
  }

  /** Everything in the packages of protocols belongs to machines; the network runs them. */
  private static final DescribedPredicate<JavaClass> MACHINES =
      Predicates.nameMatching(".*Machine(\\$.*)?")
          .<JavaClass>forSubtype()
          .or(
              resideInAnyPackage(
                  "dev.bzzz.p2p.wire..",
                  "dev.bzzz.p2p.multistream..",
                  "dev.bzzz.p2p.identify..",
                  "dev.bzzz.p2p.noise..",
                  "dev.bzzz.p2p.yamux..",
                  "dev.bzzz.p2p.gossip.."))
          .as("machines");

  private static final DescribedPredicate<JavaClass> NETWORK =
      resideInAnyPackage("dev.bzzz.p2p.net..", "dev.bzzz.p2p.discovery..")
          .or(Predicates.nameMatching("dev\\.bzzz\\.p2p\\.Libp2p.*").<JavaClass>forSubtype())
          .as("the network");

  static final ArchRule machinesReadNoClock =
      noClasses()
          .that(MACHINES)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Instant.class, "now", Clock.class)
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .because("the same inputs must give the same effects: time comes with them");

  static final ArchRule machinesDrawChanceFromWhatTheyWereGiven =
      noClasses()
          .that(MACHINES)
          .should()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callConstructor(Random.class)
          .orShould()
          .callConstructor(Random.class, long.class)
          .orShould()
          .callConstructor(SecureRandom.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocalRandom.class)
          .because("the same seed must give the same run");

  static final ArchRule machinesStartNothingAndKeepTheirOrder =
      noClasses()
          .that(MACHINES)
          .should()
          .dependOnClassesThat(
              are(
                  assignableTo(Thread.class)
                      .or(assignableTo(CompletableFuture.class))
                      .or(assignableTo(Executor.class))
                      .or(assignableTo(Driver.class))
                      .or(Predicates.name(HashMap.class.getName()))
                      .or(Predicates.name(HashSet.class.getName()))))
          .because("threads and the order of hash tables change from run to run");

  /** The choice of a provider for ciphers is made once for the JVM, by no machine. */
  static final ArchRule machinesDoNotLog =
      noClasses()
          .that(MACHINES.and(not(Predicates.name("dev.bzzz.p2p.noise.NoiseCrypto"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.slf4j..")
          .because("what a machine has to say is an effect");

  static final ArchRule onlyTheNetworkKnowsNetty =
      noClasses()
          .that(are(not(NETWORK)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..")
          .because("protocols are bytes in and bytes out, whoever carries them");

  static final ArchRule onlyTheNetworkKnowsTheNetwork =
      noClasses()
          .that(are(not(NETWORK)))
          .should()
          .dependOnClassesThat(are(NETWORK))
          .because("protocols serve whoever runs them");

  static final ArchRule namesAreTheFoundation =
      noClasses()
          .that(are(resideInAPackage("dev.bzzz.p2p")).and(are(not(NETWORK))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.bzzz.p2p.*..")
          .because("every package names peers and addresses, and none comes before them");

  static final ArchRule protocolsDoNotKnowEachOther =
      noClasses()
          .that()
          .resideInAPackage("dev.bzzz.p2p.wire..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.bzzz.p2p.multistream..",
              "dev.bzzz.p2p.identify..",
              "dev.bzzz.p2p.noise..",
              "dev.bzzz.p2p.yamux..",
              "dev.bzzz.p2p.gossip..")
          .because("the bytes of the wire are below all protocols");

  static final ArchRule onlyHandshakesKnowBouncyCastle =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.bzzz.p2p.noise..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..")
          .because("signatures are made and checked by the core");

  static final ArchRule fewLibraries =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.bzzz.p2p..",
              "dev.bzzz.core..",
              "java..",
              "javax.crypto..",
              "io.netty..",
              "org.bouncycastle..",
              "org.slf4j..",
              "org.jspecify.annotations..")
          .because("whoever embeds the mesh takes all of its libraries along");

  static final ArchRule nobodyWritesToStandardStreams =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because(
          "standard output belongs to the program that embeds us");

  static final ArchRule nobodyUsesJavaUtilLogging =
      GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.because("logging is SLF4J");

  static final ArchRule timesAreInstants =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Date.class, Calendar.class, java.text.SimpleDateFormat.class)
          .because("java.time says which kind of time is meant");

  static final ArchRule exceptionsHaveOneRoot =
      classes()
          .that()
          .haveSimpleNameEndingWith("Exception")
          .and()
          .arePublic()
          .should()
          .beAssignableTo(PermanentException.class)
          .orShould()
          .beAssignableTo(TransientException.class)
          .because("callers ask one question: may I try again?");
}
