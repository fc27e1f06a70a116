"""The currencies of ISO 4217 and how many decimals each has."""

_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_TWO = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR "
    "ZMW ZWG"
)

CURRENCIES: dict[str, int] = {
    code: digits for codes, digits in ((_ZERO, 0), (_TWO, 2), (_THREE, 3)) for code in codes.split()
}
"""Currency code to the number of decimals of its minor unit."""


CURRENCY_NAMES: dict[str, str] = {
    **{"yuan": "CNY", "rmb": "CNY", "renminbi": "CNY", "cnh": "CNY", "yen": "JPY", "won": "KRW"},
    **{"dollar": "USD", "euro": "EUR", "pound": "GBP", "franc": "CHF", "rupee": "INR", "peso": "MXN"},
}
"""What people call a currency, in the singular, to its code."""


def minor_digits(currency: str) -> int:
    """The decimals of a currency: 2 for CNY, 0 for JPY. Raises KeyError for an unknown code."""
    return CURRENCIES[currency]
