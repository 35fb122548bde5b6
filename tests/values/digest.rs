//! Digests: known answers of the standards, and one way to write each.

use civigrid::{Algorithm, Digest};

/// GB/T 32905-2016, appendix A, and FIPS 180-4 with its examples.
#[test]
fn the_examples_of_the_standards() {
    let long = "abcd".repeat(16);
    for (algorithm, text, expected) in [
        (Algorithm::Sm3, "abc", "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (Algorithm::Sm3, &long, "sm3:debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        (Algorithm::Sha256, "abc", "sha-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (Algorithm::Sha256, "", "sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            Algorithm::Sha256,
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "sha-256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (Algorithm::None, "abc", "none"),
    ] {
        let digest = algorithm.digest(text.as_bytes());
        assert_eq!(digest.to_string(), expected);
        assert_eq!(format!("{digest:?}"), expected);
        assert_eq!(expected.parse(), Ok(digest));
        assert_eq!(digest.algorithm(), algorithm);
    }
    assert_eq!("none".parse(), Ok(Digest::NONE));
}

#[test]
fn digests_are_read_strictly() {
    let hex = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    let broken = [
        String::new(),
        hex.into(),
        format!("sm3:{}", &hex[1..]),
        format!("sm3:{hex}0"),
        format!("sm3:{}", hex.to_uppercase()),
        format!("sm3: {}", &hex[1..]),
        format!("sm3:+{}", &hex[1..]),
        format!("SM3:{hex}"),
        format!("sm4:{hex}"),
        format!("sha256:{hex}"),
        format!("none:{}", "0".repeat(64)),
        format!("none:{hex}"),
        "none ".into(),
        "None".into(),
        "sm3:".into(),
        format!("sm3:{}é", &hex[2..]),
    ];
    for text in broken {
        assert!(text.parse::<Digest>().is_err(), "`{text}` is read");
    }
    // The algorithm is part of a digest.
    let same = [format!("sm3:{hex}"), format!("sha-256:{hex}")].map(|text| text.parse::<Digest>().unwrap());
    assert_ne!(same[0], same[1]);
    let names: Vec<_> = ["none", "sha-256", "sm3"].iter().map(|name| Algorithm::from_name(name).unwrap()).collect();
    assert_eq!(names, [Algorithm::None, Algorithm::Sha256, Algorithm::Sm3]);
    assert_eq!(names.iter().map(|name| name.name()).collect::<Vec<_>>(), ["none", "sha-256", "sm3"]);
    assert_eq!((Algorithm::from_name("SM3"), Algorithm::from_name("")), (None, None));
}
