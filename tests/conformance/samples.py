"""Fictitious certificate data for every template: no person or enterprise of this name is meant."""

from datetime import date

from chain.certificates.data import CertificateData, Holder, Issuer, ItemLicence
from chain.identifiers import CertificateIdentifier

TYPE_CODES = {
    "business_license": "11100000000013338W001",
    "food_license": "11100000000013338W002",
    "fire_inspection": "11100000000013338W003",
    "signboard": "11100000000013338W004",
    "industry_permit": "11100000000013338W005",
}
ISSUER = Issuer("演练市行政审批服务局", "113700000045030270", fictitious=True)
HOLDER = Holder("演练市示范区海岱小馆（个体工商户）", "923799010000001747")
PLACE = "山东省演练市示范区文化东路99号演练广场A座2层201至208号商铺"
FIELDS = {
    "KZ_LX": "个体工商户",
    "KZ_FDDBR": "张演示",
    "KZ_JYZ": "张演示",
    "KZ_ZCXS": "个人经营",
    "KZ_ZCRQ": "2026年3月9日",
    "KZ_ZS": PLACE,
    "KZ_JYCS": PLACE,
    "KZ_JYFW": "许可项目：餐饮服务；食品销售；酒类经营。（依法须经批准的项目，经相关部门批准后方可开展经营活动，"
    "具体经营项目以审批结果为准）一般项目：餐饮管理；外卖递送服务；会议及展览服务；日用百货销售。"
    "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）",
    "KZ_ZTYT": "餐饮服务经营者（中型餐馆）",
    "KZ_JYXM": "热食类食品制售；冷食类食品制售；糕点类食品制售；自制饮品制售；预包装食品销售（含冷藏冷冻食品）",
    "KZ_JGJG": "演练市示范区市场监督管理所",
    "KZ_CSMC": "海岱小馆（文化东路店）",
    "KZ_DZ": PLACE,
    "KZ_ZRR": "张演示",
    "KZ_SYXZ": "餐饮场所",
    "KZ_MJ": "386平方米",
    "KZ_BLFS": "告知承诺方式",
    "KZ_SZFS": "备案",
    "KZ_SZDD": "文化东路99号演练广场A座南立面2层",
    "KZ_ZPNR": "海岱小馆",
    "KZ_GG": "长6.0米，高1.2米，厚0.15米",
    "KZ_CZ": "铝型材、亚克力发光字",
    "KZ_HYLB": "餐饮业（饭店）",
}
LICENCES = (
    ItemLicence("食品经营许可", "JY23799010000017", "演练市行政审批服务局", "至2031年3月8日"),
    ItemLicence(
        "公众聚集场所投入使用、营业前消防安全检查", "演消安检字〔2026〕第0012号", "演练市消防救援支队", "长期"
    ),
    ItemLicence("户外招牌设置备案", "演城管招备〔2026〕0031号", "演练市城市管理局", "至2029年3月8日"),
)


def sample(template_key: str, *, fictitious: bool = True) -> CertificateData:
    """Complete data for a template."""
    names = {
        "business_license": "营业执照",
        "food_license": "食品经营许可证",
        "fire_inspection": "公众聚集场所投入使用、营业前消防安全检查意见书",
        "signboard": "户外招牌设置凭证",
        "industry_permit": "行业综合许可证",
    }
    identifier = CertificateIdentifier.build(TYPE_CODES[template_key], ISSUER.code, "2026030900017")
    return CertificateData(
        type_name=names[template_key],
        number="JY23799010000017",
        identifier=identifier,
        issuer=Issuer(ISSUER.name, ISSUER.code, fictitious=fictitious),
        holder=HOLDER,
        issued=date(2026, 3, 9),
        effective=date(2026, 3, 9),
        expires=date(2031, 3, 8),
        verification_url=f"https://yilian.example/v/{identifier.short}?t=0123456789abcdefghijkl",
        fields=FIELDS,
        licences=LICENCES if template_key == "industry_permit" else (),
    )
