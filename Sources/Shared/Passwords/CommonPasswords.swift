/// The commonest passwords of eight bytes and more, in lower case, as public breach statistics have them (shorter ones
/// are refused by their length).
enum CommonPasswords {
    static let all: Set<String> = Set(
        text.split { $0 == " " || $0 == "\n" }.map(String.init))

    private static let text = """
        12345678 123456789 1234567890 12345678910 0123456789 01234567 012345678 987654321 87654321 0987654321
        9876543210 123123123 123321123 112233445566 1122334455 11223344 12341234 12344321 123454321 147258369
        147852369 159357456 741852963 789456123 963852741 13579246 135792468 246813579 102030405060 10203040
        1020304050 11112222 12121212 123698745 1234567891 1234567a 12345678a 123456789a a12345678 a123456789
        abc12345 abc123456 abcd1234 abcde12345 abcdef123 abcdefgh abcdefghi 1234abcd 123abc123 123456abc
        1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 zaq12wsx zaq1xsw2 q1w2e3r4 q1w2e3r4t5
        qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty321 123qwerty 1234qwer
        qwer1234 qwerasdf qweasdzxc qweasd123 qweqweqwe 123qweasd 123qweasdzxc asdfghjk asdfghjkl asdf1234
        asdfasdf asdasdasd asdqwe123 zxcvbnm1 zxcvbnm123 zxcvbnm, zxczxczxc 1234zxcv poiuytrewq lkjhgfdsa
        mnbvcxzlkjh azertyuiop azerty123 qazwsx123 qazwsxedc qazwsxedcrfv wsxedcrfv password password1
        password12 password123 password1234 password12345 password2 password3 password! password01 password11
        password99 passw0rd passw0rd1 passw0rd! p@ssw0rd p@ssword p@ssw0rd1 p@ssw0rd123 pa$$word pa55word
        pa55w0rd mypassword passwords passwort passwort1 passwort123 motdepasse contraseña contrasena senha123
        senha1234 wachtwoord haslo123 parola123 sifre123 changeme changeme1 changeme123 changeit letmein1
        letmein12 letmein123 letmein! welcome1 welcome12 welcome123 welcome1234 welcome! welcome01 adminadmin
        admin123 admin1234 admin12345 admin123456 administrator root1234 rootroot toor1234 user1234 test1234
        test12345 testtest testtest1 testing1 testing123 guest123 default1 default123 demo1234 secret12 secret123
        master123 login123 access14 temp1234 qwertyqwerty iloveyou iloveyou1 iloveyou2 iloveyou! iloveyou123
        ilovegod ilovejesus loveyou1 lovelove love1234 princess princess1 princess123 sunshine sunshine1
        sunshine123 football football1 football12 football123 baseball baseball1 basketball superman superman1
        superman123 batman123 spiderman starwars starwars1 pokemon1 pokemon123 trustno1 whatever whatever1
        computer computer1 internet internet1 samsung1 samsung123 google123 facebook facebook1 linkedin
        dropbox1 minecraft minecraft1 monkey12 monkey123 dragon12 dragon123 shadow12 shadow123 michael1
        michael123 jennifer jennifer1 jessica1 michelle michelle1 jonathan alexander alexandra nicholas
        christian christine elizabeth victoria benjamin veronica patricia stephanie charlie1 charlie123 daniel123
        jordan23 jordan123 liverpool liverpool1 arsenal1 chelsea1 chelsea123 barcelona barcelona1 realmadrid
        manchester juventus chocolate chocolate1 butterfly butterfly1 blink182 slipknot metallica nirvana1
        mercedes corvette mustang1 yamaha123 midnight november december september october1 summer2020 summer2021
        summer2022 summer2023 summer2024 summer2025 winter2020 winter2021 winter2022 winter2023 winter2024
        winter2025 spring2024 spring2025 autumn2024 autumn2025 00000000 000000000 0000000000 11111111 111111111
        1111111111 22222222 33333333 44444444 55555555 66666666 77777777 88888888 888888888 99999999 999999999
        aaaaaaaa 11111111a a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 aa123456789 q123456789 s12345678 x12345678
        z12345678 asd12345 asd123456 qwe12345 qwe123456 zxc12345 zxc123456 fuckyou1 fuckyou2 fuckyou123 asshole1
        hello123 hello1234 hellohello helloworld killer12 killer123 hunter12 hunter123 soccer12 soccer123
        cheese123 ginger12 ginger123 purple12 purple123 orange12 orange123 silver12 tigger12 tigger123 merlin12
        corona2020 covid2019 covid-19 bismillah sayangku maryjane rainbow1 snoopy12 brooklyn creative diamond1
        evolution firebird gabriel1 godzilla hercules infinity lovely12 marlboro negative platinum qwertzuiop
        remember sebastian scorpion sweetheart sweet123 thailand titanic1 treasure vladimir westside xxxxxxxx
        """
}
